# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What every Debian has and a container may lack. One that was found missing halfway could look like a guest that
# hangs or a kernel that is not there, so all are asked for first. vm/packages.txt has what a system may lack.

readonly TOOLS=(
    'coreutils: basename cat chmod chown cp cut date dd df dirname du head install ln ls mkdir mktemp mv nice nproc od paste'
    'coreutils: comm realpath rm sha256sum sleep sort stat tail touch tr truncate uname'
    'dash: sh'
    'findutils: find xargs'
    'util-linux: flock setarch setpriv'
    'grep: grep'
    'libc-bin: ldd'
    'mawk: awk'
    'sed: sed'
    'tar: tar'
)

check_tools() {
    local line words tool
    for line in "${TOOLS[@]}"; do
        read -ra words <<< "$line"
        for tool in "${words[@]:1}"; do
            type -P "$tool" > /dev/null ||
                fail "$STATUS_SETUP" "there is no $tool on the PATH" "apt-get install ${words[0]%:}"
        done
    done
}
