#pragma once

#include <sscard/error.hpp>
#include <string>

#include "report.hpp"

namespace sscard::tool {

/// The sheet on A4. The font is one that every PDF viewer with Chinese fonts has or replaces; it
/// is not embedded. A character outside GBK stands as 〓. Fault::internal when the library fails.
Result<std::string> receipt_pdf(const Sheet& sheet);

}  // namespace sscard::tool
