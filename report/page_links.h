// SPDX-License-Identifier: Apache-2.0
// Where a reader of the page finds a commit: addresses that --commit-url and --range-url give.
#pragma once

#include <string>
#include <vector>

#include "result.h"

namespace kuipc::report {

/// Each word is TEMPLATE, for the commits of both, or kernel=TEMPLATE or kuipc=TEMPLATE. A template
/// is an http or https address; {commit} in it becomes the commit, and {before} of a range's the
/// one that the range begins after. {"kernel": {"commit": …, "range": …}, "kuipc": …}, without what
/// was not given. Failure(kUnreadable) says what is wrong with a template.
Json page_links(const std::vector<std::string>& commit_urls,
                const std::vector<std::string>& range_urls);

}  // namespace kuipc::report
