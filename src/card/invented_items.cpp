#include <algorithm>
#include <sscard/apdu/tlv.hpp>

#include "interpret.hpp"
#include "invented.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t fill_byte = 0xEE;  // fills a record whose tag was given a new, shorter meaning

bool is_packed(Notation notation) noexcept { return spec(notation).format == "cn"; }

/// Every code of a table, then what may be none: one digit again and again.
std::vector<Bytes> codes_of(const Datum& datum, std::size_t size) {
    std::vector<Bytes> candidates;
    for (const auto& term : datum.codes()) {
        const auto text = as_bytes(term.code);
        candidates.push_back(is_packed(datum.notation) ? from_hex(term.code).value_or(Bytes{})
                                                       : Bytes{text.begin(), text.end()});
    }
    for (std::uint8_t digit = 1; digit <= 9; ++digit) {
        const auto byte = is_packed(datum.notation) ? digit * 0x11 : '0' + digit;
        candidates.emplace_back(size, static_cast<std::uint8_t>(byte));
    }
    return candidates;
}

/// What a value of this notation is replaced by; none where its own filler does better.
std::vector<Bytes> candidates_for(const Datum& datum, std::size_t size) {
    using enum Notation;
    if (datum.codes != nullptr) return codes_of(datum, size);
    switch (datum.notation) {
        case date:
            return {{0x20, 0x00, 0x01, 0x01}};
        case moment:
            return {{0x20, 0x00, 0x01, 0x01, 0x08, 0x00, 0x00}};
        case digits:
            return {{0x31, 0x00, 0x00}};  // most digits are a region
        case number:
        case fen:
        case fen_digits: {
            Bytes one(size, 0);
            if (!one.empty()) one.back() = 1;
            return {one};
        }
        default:
            return {};
    }
}

std::string shape(const Datum& datum, ByteView value) {
    const auto decoded = spec(datum.notation).decode(value);
    std::string shape{decoded.value ? "+" : "-"};
    if (decoded.value && datum.codes != nullptr && term_for(datum.codes(), *decoded.value) == nullptr)
        shape = "unknown";
    return shape.append(decoded.warning);
}

void replace_datum(const Datum& datum, Span value) {
    if (body_of(value, false).empty()) return;
    const auto size = datum.codes != nullptr ? body_of(value).size() : value.size();
    const auto shape_of = [&](ByteView bytes) { return shape(datum, bytes); };
    if (replace_alike(value, candidates_for(datum, size), shape_of(value), shape_of)) return;
    if (datum.notation == Notation::text) {
        fill_text(value);
    } else if (is_packed(datum.notation)) {
        fill_packed(value);
    } else {
        fill(value);
    }
}

/// BER-TLV objects inside a value. Bytes that are none are filled.
void replace_objects(std::span<const Datum> parts, Span value) {
    apdu::BerTlvReader reader{value};
    std::size_t done = 0;
    while (!reader.at_end()) {
        const auto object = reader.next();
        if (!object) return fill(value.subspan(done));
        const auto begin = static_cast<std::size_t>(object->value.data() - value.data());
        const auto inside = value.subspan(begin, object->value.size());
        const auto part = std::find_if(parts.begin(), parts.end(),
                                       [&](const Datum& datum) { return datum.tag == object->tag; });
        if (part == parts.end()) {
            fill(inside);
        } else {
            replace_datum(*part, inside);
        }
        done = begin + inside.size();
    }
}

}  // namespace

void replace_fields(std::span<const Datum> fields, Span record) {
    for (const auto& field : fields) {
        const auto size = std::min<std::size_t>(field.length, record.size());
        replace_datum(field, record.first(size));
        record = record.subspan(size);
    }
    fill(record);
}

void replace_item(const ItemSpec& item, Span value) {
    const auto& datum = item.datum;
    if (!item.reuse.reused) {
        // as it stands
    } else if (is_filled(value, datum.notation)) {
        while (!value.empty() && value.back() == fill_byte) value = value.first(value.size() - 1);
    } else if (value.size() != datum.length && item.reuse.before != nullptr) {
        return replace_datum(*item.reuse.before, value);
    }
    if (item.parts.empty()) return replace_datum(datum, value);
    if (body_of(value, false).empty()) return;
    if (item.parts.front().tag == 0) return replace_fields(item.parts, value);
    replace_objects(item.parts, value);
}

}  // namespace sscard::card
