#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sscard/doctor/tree.hpp>

namespace sscard::doctor {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;  // as the kernel has it

void push_parts(std::vector<fs::path>& pending, const fs::path& path) {
    const std::vector<fs::path> parts{path.begin(), path.end()};
    pending.insert(pending.end(), parts.rbegin(), parts.rend());
}

}  // namespace

Tree::Tree(fs::path root) : root_{std::move(root)} {}

fs::path Tree::place(const fs::path& path) const {
    std::vector<fs::path> pending;
    push_parts(pending, path);
    fs::path inside;
    int links = 0;
    while (!pending.empty()) {
        const auto part = std::move(pending.back());
        pending.pop_back();
        if (part.empty() || part == "." || part == "/") continue;
        if (part == "..") {
            inside = inside.parent_path();
            continue;
        }
        std::error_code error;
        const auto target = fs::read_symlink(root_ / inside / part, error);
        if (error) {
            inside /= part;
            continue;
        }
        if (++links > most_links) return {};
        if (target.is_absolute()) inside.clear();
        push_parts(pending, target);
    }
    return root_ / inside;
}

bool Tree::exists(const fs::path& path) const { return facts(path).has_value(); }

std::optional<FileFacts> Tree::facts(const fs::path& path) const {
    constexpr mode_t permissions = S_IRWXU | S_IRWXG | S_IRWXO;
    struct stat found {};
    if (::stat(place(path).c_str(), &found) != 0) return std::nullopt;
    return FileFacts{found.st_mode & permissions, found.st_uid, S_ISSOCK(found.st_mode),
                     S_ISDIR(found.st_mode)};
}

std::optional<std::string> Tree::read(const fs::path& path, std::size_t limit) const {
    const auto here = place(path);
    std::error_code error;
    if (!fs::is_regular_file(here, error)) return std::nullopt;  // a pipe would wait
    std::ifstream file{here, std::ios::binary};
    if (!file) return std::nullopt;
    std::string content;
    std::array<char, 4096> part{};
    while (content.size() < limit && (file.read(part.data(), part.size()) || file.gcount() > 0))
        content.append(part.data(), static_cast<std::size_t>(file.gcount()));
    content.resize(std::min(content.size(), limit));
    return content;
}

std::string Tree::value(const fs::path& path) const {
    constexpr std::size_t longest = 4096;
    auto content = read(path, longest).value_or("");
    content.erase(content.find_last_not_of(" \t\r\n") + 1);
    return content;
}

std::optional<std::vector<std::string>> Tree::names(const fs::path& folder) const {
    std::error_code error;
    fs::directory_iterator entry{place(folder), error};
    if (error) return std::nullopt;
    std::vector<std::string> names;
    for (; entry != fs::directory_iterator{} && names.size() < most_names; entry.increment(error))
        names.push_back(entry->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<std::string> Tree::link(const fs::path& path) const {
    std::error_code error;
    auto target = fs::read_symlink(place(path.parent_path()) / path.filename(), error);
    if (error) return std::nullopt;
    return target.string();
}

}  // namespace sscard::doctor
