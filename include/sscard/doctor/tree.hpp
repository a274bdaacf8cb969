#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sscard::doctor {

/// What a file is, without its content.
struct FileFacts {
    mode_t permissions = 0;  // the lowest nine bits
    uid_t owner = 0;
    bool socket = false;
    bool directory = false;
};

/// The files of a machine: those below "/", or a tree that was prepared for looking at. Links are followed as
/// the machine itself would, so an absolute one stays below the root. Nothing is written; a path that is
/// missing and one that may not be read are both "nothing".
class Tree {
public:
    static constexpr std::size_t usual_size = 64U << 10U;
    static constexpr std::size_t most_names = 65536;

    explicit Tree(std::filesystem::path root = "/");

    /// Where a path of the machine lies here; empty when its links go round in circles.
    std::filesystem::path place(const std::filesystem::path& path) const;

    bool exists(const std::filesystem::path& path) const;
    std::optional<FileFacts> facts(const std::filesystem::path& path) const;

    /// The first `limit` bytes of a regular file.
    std::optional<std::string> read(const std::filesystem::path& path, std::size_t limit = usual_size) const;
    /// The same without the white space at its end, as /proc and /sys have their values; empty where nothing
    /// is.
    std::string value(const std::filesystem::path& path) const;

    /// What is in a folder, in order; no more than `most_names`.
    std::optional<std::vector<std::string>> names(const std::filesystem::path& folder) const;

    /// Where a link points to, as it is written.
    std::optional<std::string> link(const std::filesystem::path& path) const;

private:
    std::filesystem::path root_;
};

}  // namespace sscard::doctor
