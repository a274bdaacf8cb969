#include "redact_records.hpp"

#include <algorithm>
#include <sscard/card/files.hpp>

#include "redact_templates.hpp"
#include "size.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t long_length = 0xFF;

using Replace = std::function<void(std::uint8_t tag, Span value)>;
using Knows = std::function<bool(std::uint8_t tag)>;

/// Replaces the values of SIMPLE-TLV records, the last of which may be cut off: head by head, for what
/// follows a head that makes no sense is filled. An empty record of no known tag makes none.
void replace_records(Span data, const Knows& knows, const Replace& replace) {
    while (data.size() >= record_head) {
        const auto tag = data[0];
        const auto length = data[1];
        const bool sensible =
            tag != 0x00 && tag != 0xFF && length != long_length && (length != 0 || knows(tag));
        if (!sensible) break;
        data = data.subspan(record_head);
        const auto value = data.first(std::min<std::size_t>(length, data.size()));
        replace(tag, value);
        data = data.subspan(value.size());
    }
    fill(data);
}

/// Whether the bytes are whole records and nothing else.
bool are_records(ByteView data) noexcept {
    while (data.size() > record_head && data[0] != 0x00 && data[0] != 0xFF && data[1] != 0 &&
           data[1] != long_length && data.size() >= record_head + std::size_t{data[1]})
        data = data.subspan(record_head + std::size_t{data[1]});
    return data.empty();
}

void replace_cyclic(std::span<const Datum> fields, Span data) {
    std::size_t size = 0;
    for (const auto& field : fields) size += field.length;
    const bool wrapped = data.size() == size + record_head && data[1] == size;
    if (wrapped) data = data.subspan(record_head);
    while (!data.empty()) {
        const auto record = data.first(std::min(size, data.size()));
        replace_fields(fields, record);
        data = data.subspan(record.size());
    }
}

void replace_linear(std::span<const ItemSpec> items, Span data) {
    const auto find = [items](std::uint8_t tag) {
        return std::find_if(items.begin(), items.end(),
                            [tag](const ItemSpec& item) { return item.datum.tag == tag; });
    };
    replace_records(
        data, [&](std::uint8_t tag) { return find(tag) != items.end(); },
        [&](std::uint8_t tag, Span value) {
            const auto item = find(tag);
            item == items.end() ? fill(value) : replace_item(*item, value);
        });
}

/// Records of a file that nobody knows.
void replace_unknown(Span data, std::string_view today) {
    if (is_template(data)) return redact_template(data, today);
    if (!are_records(data)) return fill(data);
    replace_records(
        data, [](std::uint8_t) { return false; }, [](std::uint8_t, Span value) { fill(value); });
}

}  // namespace

void redact_records(Span data, const Place& place, std::uint16_t fid, InventedFields& fields,
                    std::string_view today) {
    if (place.area() == Place::Area::environment) {
        for (const auto id : {FileId::issuer, FileId::holder}) {
            const auto& known = file(id);
            if (known.fid != fid) continue;
            return replace_records(
                data, [&](std::uint8_t tag) { return find_item(known, tag) != nullptr; },
                [&](std::uint8_t tag, Span value) {
                    find_item(known, tag) == nullptr ? fill(value) : fields.replace(tag, value);
                });
        }
    }
    const auto* known = place.find_file(fid);
    if (known == nullptr || known->structure == Structure::transparent) return replace_unknown(data, today);
    if (known->structure == Structure::cyclic) return replace_cyclic(known->fields, data);
    replace_linear(known->items, data);
}

void redact_binary(Span data, const Place& place, std::uint16_t fid, std::size_t offset) {
    constexpr std::array<std::array<std::uint8_t, 2>, 2> heads{{{0xFF, 0xD8}, {'B', 'M'}}};  // JPEG, BMP
    const bool photo = place.area() == Place::Area::environment && fid == photo_file().fid && offset == 0;
    for (const auto& head : heads) {
        const auto there = data.first(std::min(head.size(), data.size()));
        if (photo && std::equal(there.begin(), there.end(), head.begin(), head.end()))
            return fill_binary(data.subspan(head.size()));
    }
    fill_binary(data);
}

}  // namespace sscard::card
