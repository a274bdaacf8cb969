#pragma once

#include <cstdint>
#include <optional>
#include <sscard/text/gb18030.hpp>
#include <string>
#include <string_view>

/// Files of text whose encoding nobody states.
namespace sscard::text {

enum class Encoding : std::uint8_t { utf8, utf8_with_mark, gb18030 };

/// U+FEFF in UTF-8, in front of a file.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Tells UTF-8 and GB 18030 apart while a file passes by, in any pieces and in constant memory. A file that
/// begins with the byte order mark, or is well-formed UTF-8, is UTF-8. Any other is what it has fewer
/// mistakes in, so that a broken byte does not turn a whole file of UTF-8 into wrong characters.
class EncodingDetector {
public:
    void feed(ByteView bytes) noexcept;

    /// Of all that was fed. What ends inside a character has one mistake more.
    Encoding found() const noexcept;

private:
    /// A character that is being read: how many bytes are still to come, and the bounds of the next one.
    struct Unfinished {
        std::uint8_t left = 0;
        std::uint8_t low = 0;
        std::uint8_t high = 0;
    };

    void feed_utf8(std::uint8_t byte) noexcept;
    void feed_gb18030(std::uint8_t byte) noexcept;

    std::uint64_t size_ = 0;
    bool marked_ = true;
    Unfinished utf8_;
    std::uint8_t gb18030_at_ = 0;  // bytes of the unfinished character that were read
    std::uint64_t utf8_mistakes_ = 0;
    std::uint64_t gb18030_mistakes_ = 0;
};

/// Text of a file in UTF-8, U+FFFD for what could not be decoded. Never fails; a mark in front is text here.
Decoded decoded(std::string_view bytes, Encoding encoding);

/// UTF-8 as bytes of a file. What is no UTF-8 gets U+FFFD, a character without a code "?".
std::string encoded(std::string_view utf8, Encoding encoding);

}  // namespace sscard::text
