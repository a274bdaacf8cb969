#pragma once

#include <optional>
#include <sscard/error.hpp>
#include <string>

#include "report.hpp"
#include "whole_file.hpp"

namespace sscard::tool {

/// The file that the holder's receipt goes into, if one was asked for: text, or PDF when its name ends in
/// .pdf.
class Receipt {
public:
    /// No name, no receipt. Fault::usage, before anything is sent, when there can be no such file.
    static Result<Receipt> prepare(const std::string& path);

    /// Fault::input when the disk takes no more.
    Result<void> write(const Sheet& sheet);

private:
    std::optional<WholeFile> file_;
    bool as_pdf_ = false;
};

}  // namespace sscard::tool
