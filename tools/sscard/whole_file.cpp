#include "whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

namespace sscard::tool {
namespace {

constexpr auto step = "write file";

/// Where the file itself is, or would be: behind the symbolic links.
std::filesystem::path behind_links(std::filesystem::path path) {
    constexpr int most_links = 40;  // as many as the system follows
    std::error_code error;
    for (int links = 0; links < most_links && std::filesystem::is_symlink(path, error); ++links)
        path = path.parent_path() / std::filesystem::read_symlink(path, error);
    return path;
}

tl::unexpected<Error> refused(const std::filesystem::path& path, int error) {
    auto failure = fail(Fault::usage, step, msgid("{0} cannot be written"), {path.string()},
                        msgid("Check that the folder exists and that you may write to it."));
    failure.value().detail = static_cast<std::uint32_t>(error);
    return failure;
}

}  // namespace

WholeFile::WholeFile(std::filesystem::path path, std::filesystem::path draft, int descriptor) noexcept
    : path_{std::move(path)}, draft_{std::move(draft)}, descriptor_{descriptor} {}

WholeFile::WholeFile(WholeFile&& other) noexcept
    : path_{std::move(other.path_)},
      draft_{std::move(other.draft_)},
      descriptor_{std::exchange(other.descriptor_, -1)} {}

WholeFile::~WholeFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(draft_.c_str());
}

Result<WholeFile> WholeFile::create(const std::filesystem::path& path) {
    std::error_code error;
    const auto there = std::filesystem::status(path, error);
    if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
        return fail(Fault::usage, step, msgid("{0} is no regular file"), {path.string()},
                    msgid("Name a file that may be replaced, or one that is not there yet."));
    }
    if (!std::filesystem::status_known(there)) return refused(path, error.value());
    const auto place = behind_links(path);
    if (place.filename().empty()) return refused(path, EISDIR);
    auto draft = (place.parent_path() / ("." + place.filename().string() + ".XXXXXX")).string();
    const int descriptor = ::mkostemp(draft.data(), O_CLOEXEC);
    if (descriptor < 0) return refused(path, errno);
    return WholeFile{place, draft, descriptor};
}

Result<void> WholeFile::write(std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(descriptor_, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed(errno);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> WholeFile::finish() {
    if (::fsync(descriptor_) != 0) return failed(errno);
    if (::rename(draft_.c_str(), path_.c_str()) != 0) return failed(errno);
    ::close(std::exchange(descriptor_, -1));
    const auto folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path{"."};
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return {};
    static_cast<void>(::fsync(opened));  // some file systems cannot; the file is there all the same
    ::close(opened);
    return {};
}

tl::unexpected<Error> WholeFile::failed(int error) const {
    auto failure = fail(Fault::input, step, msgid("{0} could not be written"), {path_.string()},
                        msgid("Make room on the disk, or name another place."));
    failure.value().detail = static_cast<std::uint32_t>(error);
    return failure;
}

}  // namespace sscard::tool
