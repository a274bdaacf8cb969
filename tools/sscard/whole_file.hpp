#pragma once

#include <filesystem>
#include <sscard/error.hpp>
#include <string_view>

namespace sscard::tool {

/// A file that appears whole or not at all: written beside its place, made durable, then given its name in
/// place of the regular file that had it before; a symbolic link stays, and what it names is written. Mode
/// 0600: it may hold personal data. What was not finished is taken away.
class WholeFile {
public:
    /// Fault::usage, before any work is done, when there can be no such file.
    static Result<WholeFile> create(const std::filesystem::path& path);

    WholeFile(WholeFile&& other) noexcept;
    WholeFile& operator=(WholeFile&&) = delete;
    ~WholeFile();

    /// Fault::input when the disk takes no more; so finish().
    Result<void> write(std::string_view content);
    Result<void> finish();

private:
    WholeFile(std::filesystem::path path, std::filesystem::path draft, int descriptor) noexcept;
    tl::unexpected<Error> failed(int error) const;

    std::filesystem::path path_;
    std::filesystem::path draft_;
    int descriptor_ = -1;
};

}  // namespace sscard::tool
