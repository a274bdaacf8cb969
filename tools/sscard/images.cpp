#include "images.hpp"

#include <algorithm>
#include <array>

#include "files.hpp"

namespace sscard::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view fingerprint_name = "fingerprint.bin";

struct Kind {
    std::string_view format;
    std::string_view name;
    std::array<std::uint8_t, 2> head;
};
constexpr Kind unknown{"unknown", "photo.bin", {}};
constexpr Kind kinds[] = {{"jpeg", "photo.jpg", {0xFF, 0xD8}}, {"bmp", "photo.bmp", {'B', 'M'}}, unknown};

const Kind& kind_of(ByteView content) noexcept {
    const auto* const found =
        std::find_if(std::begin(kinds), std::prev(std::end(kinds)), [&](const Kind& kind) {
            return content.size() > kind.head.size() &&
                   std::equal(kind.head.begin(), kind.head.end(), content.begin());
        });
    return *found;
}

/// A BMP says its size; its last pixels may look like padding.
std::optional<std::size_t> size_of_bmp(ByteView content) noexcept {
    constexpr std::size_t at = 2;
    constexpr std::size_t digits = 4;
    if (content.size() < at + digits) return std::nullopt;
    std::size_t size = 0;
    for (std::size_t i = digits; i-- > 0;) size = size << 8U | content[at + i];
    if (size < at + digits || size > content.size()) return std::nullopt;
    return size;
}

tl::unexpected<Error> there_already(const fs::path& path) {
    return fail(Fault::usage, "create file", msgid("the file {0} is there already"), {path.string()},
                msgid("It is not overwritten: name another folder with --out."));
}

Result<void> save(Image& image, const fs::path& path) {
    if (image.content.empty()) return {};
    auto file = create_new_private_file(path);
    if (!file) return tl::unexpected{std::move(file.error())};
    file->write(reinterpret_cast<const char*>(image.content.data()),
                static_cast<std::streamsize>(image.content.size()));
    file->close();
    if (file->fail()) {
        std::error_code error;
        fs::remove(path, error);
        return fail(Fault::usage, "create file", msgid("the file {0} cannot be written"), {path.string()},
                    msgid("Check the folder and its rights."));
    }
    image.file = path.string();
    return {};
}

}  // namespace

ByteView without_padding(ByteView content) noexcept {
    while (!content.empty() && (content.back() == 0x00 || content.back() == 0xFF))
        content = content.first(content.size() - 1);
    return content;
}

Image photo_in(ByteView content) {
    auto used = without_padding(content);
    if (used.empty()) return {};
    const auto& kind = kind_of(used);
    if (kind.format == "bmp") used = content.first(size_of_bmp(content).value_or(used.size()));
    return {kind.format, {used.begin(), used.end()}, {}};
}

Image fingerprint_in(ByteView content) {
    if (without_padding(content).empty()) return {};
    return {unknown.format, {content.begin(), content.end()}, {}};
}

Result<void> prepare_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::create_directory(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
    if (error || !fs::is_directory(folder, error)) {
        return fail(Fault::usage, "create folder", msgid("the folder {0} cannot be made"), {folder.string()},
                    msgid("Name a folder that is there, or whose parent is."));
    }
    if (const auto path = folder / fingerprint_name; fs::exists(fs::symlink_status(path, error)))
        return there_already(path);
    for (const auto& kind : kinds) {
        if (const auto path = folder / kind.name; fs::exists(fs::symlink_status(path, error)))
            return there_already(path);
    }
    return {};
}

Result<Images> save_images(const card::DeepReading& reading, const fs::path& folder) {
    Images images{fingerprint_in(reading.fingerprint.content), photo_in(reading.photo.content)};
    if (auto saved = save(images.fingerprint, folder / fingerprint_name); !saved)
        return tl::unexpected{std::move(saved.error())};
    if (auto saved = save(images.photo, folder / kind_of(images.photo.content).name); !saved)
        return tl::unexpected{std::move(saved.error())};
    return images;
}

}  // namespace sscard::tool
