#pragma once

#include "batch_report_sections.hpp"

namespace sscard::tool {

/// The report as one page that needs nothing beside it: XHTML that is HTML too, to be looked at and printed.
std::string page_of(const std::string& batch, const std::vector<ReportSection>& sections);

/// Text to stand in a page, between tags or in quotes. What is no UTF-8 becomes U+FFFD, a control character
/// a blank.
std::string html_text(std::string_view text);

}  // namespace sscard::tool
