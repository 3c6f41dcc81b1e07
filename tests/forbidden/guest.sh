#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Stands in for the harness in the checking kernel: tries each OPERATION/CONTEXT that it is given. What
# comes of it is in the kernel log. Called as the harness is: --out /out OPERATION/CONTEXT...
shift 2
for combination in "$@"; do
    echo "$combination" > /sys/module/kuipc_forbidden/parameters/try || echo "kuipc: $combination was not tried"
done
