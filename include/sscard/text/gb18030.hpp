#pragma once

#include <optional>
#include <sscard/bytes.hpp>
#include <string>
#include <string_view>

/// Text as cards and files hold it, and as people see it. Inside the house text is UTF-8.
namespace sscard::text {

/// The card's text in UTF-8. U+FFFD stands for every byte that could not be decoded.
struct Decoded {
    std::string utf8;
    bool complete = true;  // nothing was replaced
};

/// Decodes GB 18030, a superset of the GBK that cards hold. Never fails.
Decoded from_gb18030(ByteView bytes);

/// Encodes UTF-8 as GB 18030; nothing when the text is not valid UTF-8.
std::optional<Bytes> to_gb18030(std::string_view utf8);

/// Whether the bytes are well-formed UTF-8.
bool is_utf8(std::string_view text) noexcept;

}  // namespace sscard::text
