#include "redact_templates.hpp"

#include <algorithm>
#include <sscard/apdu/tlv.hpp>

#include "bank_data.hpp"

namespace sscard::card {
namespace {

constexpr int max_depth = 8;

// What says nothing of the holder (ISO/IEC 7816-4:2020, tables 11 and 12; JR/T 0025, part 5, data elements).
constexpr std::uint32_t kept[] = {
    0x4F,    // name of an application
    0x50,    // its label
    0x82,    // application interchange profile
    0x84,    // name of a DF
    0x87,    // priority
    0x88,    // short identifier
    0x8C,    // CDOL1
    0x8D,    // CDOL2
    0x8E,    // CVM list
    0x8F,    // index of the authority's key
    0x94,    // AFL
    0x5F28,  // issuer's country
    0x5F2D,  // languages
    0x9F07,  // application usage control
    0x9F08,  // version
    0x9F0D,  // issuer action codes
    0x9F0E,  //
    0x9F0F,  //
    0x9F11,  // issuer code table
    0x9F12,  // preferred label
    0x9F38,  // PDOL
    0x9F42,  // currency
    0x9F44,  // its exponent
    0x9F49,  // DDOL
    0x9F4A,  // list of signed data
    0x9F4D,  // where the log stands
};

// The same in file control parameters alone.
constexpr std::uint32_t kept_of_files[] = {
    0x80,  // size
    0x81,  // size with structure
    0x82,  // file descriptor
    0x83,  // file identifier
    0x8A,  // life cycle
};

constexpr std::uint32_t file_control_parameters = 0x62;
constexpr std::uint32_t issuer_data = 0x9F0C;
constexpr std::uint32_t cipher = 0x86;

template <std::size_t size>
bool holds(const std::uint32_t (&tags)[size], std::uint32_t tag) noexcept {
    return std::find(std::begin(tags), std::end(tags), tag) != std::end(tags);
}

bool is_constructed(std::uint32_t tag) noexcept {
    const auto first = tag > 0xFFFF ? tag >> 16U : tag > 0xFF ? tag >> 8U : tag;
    return (first & 0x20U) != 0;
}

/// The part of `data` that an object's value is.
Span inside(Span data, const apdu::Tlv& object) noexcept {
    return data.subspan(static_cast<std::size_t>(object.value.data() - data.data()), object.value.size());
}

bool is_well_formed(ByteView data, int depth) {
    if (depth == 0) return false;
    apdu::BerTlvReader reader{data};
    while (!reader.at_end()) {
        const auto object = reader.next();
        if (!object || object->value.empty()) return false;
        if (is_constructed(object->tag) && !is_well_formed(object->value, depth - 1)) return false;
    }
    return true;
}

/// Issuers keep much in it. What it says of the card's cipher, 86 01 xx, is read.
void redact_issuer_data(Span value) {
    constexpr std::size_t size = 3;
    if (value.size() != size || value[0] != cipher || value[1] != 1) fill(value);
}

/// The data are well-formed.
void redact_objects(Span data, std::string_view today, bool of_file) {
    apdu::BerTlvReader reader{data};
    while (!reader.at_end()) {
        const auto object = reader.next();
        if (!object) return;
        const auto value = inside(data, *object);
        if (is_constructed(object->tag)) {
            redact_objects(value, today, of_file || object->tag == file_control_parameters);
        } else if (object->tag == issuer_data) {
            redact_issuer_data(value);
        } else if (!holds(kept, object->tag) && !(of_file && holds(kept_of_files, object->tag))) {
            replace_bank_data(object->tag, value, today);
        }
    }
}

}  // namespace

bool is_template(ByteView data) {
    const auto first = apdu::BerTlvReader{data}.next();
    return first && is_constructed(first->tag) && is_well_formed(data, max_depth);
}

void redact_template(Span data, std::string_view today) {
    if (!is_template(data)) return fill(data);
    redact_objects(data, today, false);
}

void redact_processing_options(Span data, std::string_view today) {
    constexpr std::uint32_t response_format_1 = 0x80;
    constexpr std::size_t profile = 2;  // AIP
    constexpr std::size_t a_file = 4;   // in the AFL
    const auto object = apdu::BerTlvReader{data}.next();
    const bool plain = object && object->tag == response_format_1 &&
                       object->value.size() + 2 == data.size() && object->value.size() % a_file == profile;
    if (!plain) redact_template(data, today);
}

}  // namespace sscard::card
