#pragma once

#include <sscard/batch/runner.hpp>

#include "whole_file.hpp"

namespace sscard::tool {

/// Fault::usage when one of these files is another one of them, or the batch's own. Empty: it is not wanted.
Result<void> require_own_files(const std::string& input, std::initializer_list<std::string> written);

/// The files that say what became of the rows, where they are wanted.
class BatchFiles {
public:
    /// Fault::usage, before any work is done, for a place that cannot be written to.
    static Result<BatchFiles> prepare(const std::string& results, const std::string& rework);

    bool any() const noexcept { return results_ || rework_; }

    /// Both, whole, by what the journal knows now. Fault::input when a disk takes no more.
    Result<void> write(const batch::Work& work, const Patience& patience) &&;

private:
    BatchFiles() = default;

    std::optional<WholeFile> results_;
    std::optional<WholeFile> rework_;
};

}  // namespace sscard::tool
