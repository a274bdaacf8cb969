#pragma once

#include <filesystem>
#include <optional>
#include <sscard/card/deep_reading.hpp>
#include <sscard/error.hpp>
#include <string>

/// Fingerprint and photo of a card as files of their own: they are never printed.
namespace sscard::tool {

struct Image {
    std::string_view format;          // "jpeg", "bmp", "unknown"; empty: nothing was read
    Bytes content;                    // without padding
    std::optional<std::string> file;  // that it was written to
};

struct Images {
    Image fingerprint;
    Image photo;
};

/// The bytes before a filling of 00 and FF.
ByteView without_padding(ByteView content) noexcept;

/// The photo without the padding behind it, and what its first bytes say it is. Empty when there is none.
Image photo_in(ByteView content);
/// The whole file of the fingerprint; empty when it holds padding only.
Image fingerprint_in(ByteView content);

/// Makes the folder where it is not there. Fault::usage when it cannot be made, or an image is in it already.
Result<void> prepare_folder(const std::filesystem::path& folder);

/// Writes what was read into new files that only their owner can read. Fault::usage when one cannot be
/// written.
Result<Images> save_images(const card::DeepReading& reading, const std::filesystem::path& folder);

}  // namespace sscard::tool
