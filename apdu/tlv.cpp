#include <algorithm>
#include <sscard/apdu/tlv.hpp>

namespace sscard::apdu {
namespace {

constexpr std::uint32_t constructed = 0x20;
constexpr int max_depth = 8;

auto malformed(const char* part) { return fail(Fault::malformed_card, part); }

/// Takes `count` bytes as a big-endian number; nothing when they are not there.
std::optional<std::uint32_t> take_number(ByteView& rest, std::size_t count) noexcept {
    if (rest.size() < count) return std::nullopt;
    std::uint32_t value = 0;
    for (const auto byte : rest.first(count)) value = value << 8U | byte;
    rest = rest.subspan(count);
    return value;
}

/// A tag whose first byte ends in 11111 goes on while bit 8 is set, to three bytes in all.
std::optional<std::uint32_t> take_ber_tag(ByteView& rest) noexcept {
    auto tag = take_number(rest, 1);
    if (!tag || (*tag & 0x1FU) != 0x1F) return tag;
    for (int more = 0; more < 2; ++more) {
        const auto next = take_number(rest, 1);
        if (!next) return std::nullopt;
        tag = *tag << 8U | *next;
        if ((*next & 0x80U) == 0) return tag;
    }
    return std::nullopt;
}

/// 00..7F, or 81..84 and that many bytes.
std::optional<std::uint32_t> take_ber_length(ByteView& rest) noexcept {
    const auto first = take_number(rest, 1);
    if (!first || *first < 0x80) return first;
    if (*first < 0x81 || *first > 0x84) return std::nullopt;
    return take_number(rest, *first - 0x80);
}

std::optional<std::uint32_t> take_simple_length(ByteView& rest) noexcept {
    const auto first = take_number(rest, 1);
    if (!first || *first != 0xFF) return first;
    return take_number(rest, 2);
}

Result<Tlv> take_value(ByteView& rest, std::uint32_t tag, std::uint32_t length) {
    if (length > rest.size()) return malformed("value");
    const Tlv tlv{tag, rest.first(length)};
    rest = rest.subspan(length);
    return tlv;
}

bool is_constructed(std::uint32_t tag) noexcept {
    const auto first = tag > 0xFFFF ? tag >> 16U : tag > 0xFF ? tag >> 8U : tag;
    return (first & constructed) != 0;
}

/// The value, nothing when it is not there, or the error of the first bytes that make no sense.
Result<std::optional<ByteView>> find_ber(ByteView input, std::uint32_t tag, int depth) {
    BerTlvReader reader{input};
    while (!reader.at_end()) {
        const auto object = reader.next();
        if (!object) return tl::unexpected{object.error()};
        if (object->tag == tag) return object->value;
        if (is_constructed(object->tag) && depth > 1) {
            auto inner = find_ber(object->value, tag, depth - 1);
            if (!inner || *inner) return inner;
        }
    }
    return std::nullopt;
}

}  // namespace

BerTlvReader::BerTlvReader(ByteView input) noexcept : rest_{input} { skip_padding(); }

void BerTlvReader::skip_padding() noexcept {
    const auto is_padding = [](std::uint8_t byte) { return byte == 0x00 || byte == 0xFF; };
    const auto object = std::find_if_not(rest_.begin(), rest_.end(), is_padding);
    rest_ = rest_.subspan(static_cast<std::size_t>(object - rest_.begin()));
}

Result<Tlv> BerTlvReader::next() {
    const auto tag = take_ber_tag(rest_);
    if (!tag) return malformed("tag");
    const auto length = take_ber_length(rest_);
    if (!length) return malformed("length");
    auto object = take_value(rest_, *tag, *length);
    skip_padding();
    return object;
}

Result<Tlv> SimpleTlvReader::next() {
    const auto tag = take_number(rest_, 1);
    if (!tag || *tag == 0x00 || *tag == 0xFF) return malformed("tag");
    const auto length = take_simple_length(rest_);
    if (!length) return malformed("length");
    return take_value(rest_, *tag, *length);
}

std::optional<ByteView> find_ber(ByteView input, std::uint32_t tag) {
    return find_ber(input, tag, max_depth).value_or(std::nullopt);
}

void append_simple_tlv(Bytes& out, std::uint8_t tag, ByteView value) {
    out.push_back(tag);
    if (value.size() >= 0xFF) {
        out.push_back(0xFF);
        out.push_back(static_cast<std::uint8_t>(value.size() >> 8U));
    }
    out.push_back(static_cast<std::uint8_t>(value.size() & 0xFFU));
    out.insert(out.end(), value.begin(), value.end());
}

void append_ber_tlv(Bytes& out, std::uint32_t tag, ByteView value) {
    for (const auto shift : {16U, 8U}) {
        if (tag >> shift != 0) out.push_back(static_cast<std::uint8_t>(tag >> shift & 0xFFU));
    }
    out.push_back(static_cast<std::uint8_t>(tag & 0xFFU));
    if (value.size() > 0xFF) {
        out.push_back(0x82);
        out.push_back(static_cast<std::uint8_t>(value.size() >> 8U));
    } else if (value.size() > 0x7F) {
        out.push_back(0x81);
    }
    out.push_back(static_cast<std::uint8_t>(value.size() & 0xFFU));
    out.insert(out.end(), value.begin(), value.end());
}

}  // namespace sscard::apdu
