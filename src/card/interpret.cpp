#include "interpret.hpp"

#include <algorithm>
#include <numeric>
#include <sscard/apdu/tlv.hpp>

#include "decode.hpp"
#include "size.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t fill = 0xEE;         // fills a record whose tag was given a new, shorter meaning
constexpr std::uint8_t half_a_fill = 0x0E;  // its low nibble

struct Record {
    std::uint8_t tag;
    ByteView value;
};

bool is_blank(ByteView value) noexcept { return without_padding(value, false).empty(); }

void warn(const Notes& notes, std::string_view code, std::string where, std::string raw) {
    auto name = where.empty() ? notes.where : notes.where + "." + where;
    notes.warnings->push_back({code, std::move(name), std::move(raw)});
}

std::string tag_name(std::uint8_t tag) { return tag == 0 ? "" : to_hex(std::span{&tag, 1}); }

ItemReading unknown(std::uint8_t tag, ByteView value) {
    ItemReading reading;
    reading.tag = tag;
    reading.raw = to_hex(value);
    return reading;
}

ItemReading read_datum(const Datum& datum, ByteView value, const Notes& notes) {
    ItemReading reading;
    reading.tag = datum.tag;
    reading.what = &datum;
    if (datum.codes != nullptr && without_padding(value).empty()) return reading;
    auto decoded = spec(datum.notation).decode(value);
    if (decoded.value && datum.codes != nullptr) {
        reading.term = term_for(datum.codes(), *decoded.value);
        if (reading.term == nullptr) decoded = {std::nullopt, "code_unknown", to_hex(value)};
    }
    if (!decoded.warning.empty()) warn(notes, decoded.warning, tag_name(datum.tag), decoded.raw);
    reading.value = std::move(decoded.value);
    reading.raw = std::move(decoded.raw);
    return reading;
}

std::size_t size_of(std::span<const Datum> fields) noexcept {
    return std::accumulate(fields.begin(), fields.end(), std::size_t{0},
                           [](std::size_t sum, const Datum& field) { return sum + field.length; });
}

/// Fields one after the other. False when they do not fill the value; what there is of them is read.
bool read_fields(std::span<const Datum> fields, ByteView value, const Notes& notes,
                 std::vector<ItemReading>& out) {
    for (const auto& field : fields) {
        const auto there = std::min<std::size_t>(field.length, value.size());
        out.push_back(read_datum(field, there == field.length ? value.first(there) : ByteView{}, notes));
        if (there < field.length) return false;
        value = value.subspan(there);
    }
    return is_blank(value);
}

/// BER-TLV objects. False when they make no sense somewhere; those before it are read.
bool read_objects(std::span<const Datum> parts, ByteView value, const Notes& notes,
                  std::vector<ItemReading>& out) {
    std::vector<Record> objects;
    apdu::BerTlvReader reader{value};
    bool clean = true;
    while (clean && !reader.at_end()) {
        const auto object = reader.next();
        clean = object && object->tag <= 0xFF;
        if (clean) objects.push_back({static_cast<std::uint8_t>(object->tag), object->value});
    }
    for (const auto& part : parts) {
        const auto found = std::find_if(objects.begin(), objects.end(),
                                        [&](const Record& object) { return object.tag == part.tag; });
        out.push_back(read_datum(part, found == objects.end() ? ByteView{} : found->value, notes));
        if (found != objects.end()) objects.erase(found);
    }
    for (const auto& object : objects) out.push_back(unknown(object.tag, object.value));
    return clean;
}

/// An item with others inside it. Nothing inside when the record was never written.
ItemReading read_parts(const ItemSpec& item, ByteView value, const Notes& notes) {
    ItemReading reading;
    reading.tag = item.datum.tag;
    reading.what = &item.datum;
    if (is_blank(value)) return reading;
    const Notes inside{notes.where + "." + tag_name(item.datum.tag), notes.warnings};
    const auto read = item.parts.front().tag == 0 ? read_fields : read_objects;
    if (!read(item.parts, value, inside, reading.parts)) {
        reading.raw = to_hex(value);
        warn(notes, "malformed_item", tag_name(item.datum.tag), reading.raw);
    }
    return reading;
}

bool is_packed(Notation notation) noexcept { return spec(notation).format == "cn"; }

Bytes without_fill(ByteView value, Notation notation) {
    Bytes bytes{value.begin(), value.end()};
    while (!bytes.empty() && bytes.back() == fill) bytes.pop_back();
    if (is_filled(bytes, notation)) bytes.back() |= 0x0FU;
    return bytes;
}

class Interpreter {
public:
    Interpreter(const ApplicationFile& file, const Notes& notes) : file_{file}, notes_{notes} {}

    std::vector<ItemReading> interpret(const std::vector<Bytes>& records) {
        for (const auto& bytes : records) sort(bytes);
        for (const auto& item : file_.items) add(item);
        for (const auto& record : known_) {
            if (spec_of(record.tag) == nullptr) items_.push_back(unknown(record.tag, record.value));
        }
        items_.insert(items_.end(), strange_.begin(), strange_.end());
        return std::move(items_);
    }

private:
    const ItemSpec* spec_of(std::uint8_t tag) const noexcept {
        const auto found = std::find_if(file_.items.begin(), file_.items.end(),
                                        [tag](const ItemSpec& item) { return item.datum.tag == tag; });
        return found == file_.items.end() ? nullptr : &*found;
    }

    /// A record that is no object, or an object and more, is kept as it is.
    void sort(const Bytes& bytes) {
        if (is_blank(bytes)) return;
        apdu::SimpleTlvReader reader{bytes};
        const auto object = reader.next();
        const auto used =
            object ? static_cast<std::size_t>(object->value.data() - bytes.data()) + object->value.size() : 0;
        if (object && is_blank(ByteView{bytes}.subspan(used))) {
            known_.push_back({static_cast<std::uint8_t>(object->tag), object->value});
            return;
        }
        strange_.push_back(unknown(0, bytes));
        warn(notes_, "malformed_item", "", strange_.back().raw);
    }

    void add(const ItemSpec& item) {
        const auto before = items_.size();
        for (const auto& record : known_) {
            if (record.tag != item.datum.tag) continue;
            auto reading = read(item, record.value);
            const bool never_written = !item.parts.empty() && reading.parts.empty() && reading.raw.empty();
            if (item.repeats == 1 || !never_written) items_.push_back(std::move(reading));
        }
        if (items_.size() == before) {
            if (item.repeats == 1) items_.push_back(read(item, {}));
            return;
        }
        if (item.repeats == 1 && items_.size() == before + 1) return;
        for (auto i = before; i < items_.size(); ++i)
            items_[i].number = static_cast<unsigned>(i - before + 1);
    }

    ItemReading read(const ItemSpec& item, ByteView value) const {
        if (has_former_meaning(item, value)) {
            if (item.reuse.before == nullptr) return unknown(item.datum.tag, value);
            return read_datum(*item.reuse.before, value, notes_);
        }
        const bool own = item.reuse.reused && item.reuse.follows == 0;
        const bool filled = own || (item.reuse.reused && value.size() > item.datum.length);
        const auto bytes =
            filled ? without_fill(value, item.datum.notation) : Bytes{value.begin(), value.end()};
        return item.parts.empty() ? read_datum(item.datum, bytes, notes_) : read_parts(item, bytes, notes_);
    }

    /// Whether a record of a reused tag was written with the meaning that the tag had before V2.0.
    bool has_former_meaning(const ItemSpec& item, ByteView value) const {
        if (!item.reuse.reused || is_blank(value)) return false;
        if (item.reuse.follows != 0) {
            const auto* leader = spec_of(item.reuse.follows);
            const auto found = std::find_if(known_.begin(), known_.end(), [&](const Record& record) {
                return record.tag == item.reuse.follows;
            });
            return leader != nullptr && found != known_.end() && has_former_meaning(*leader, found->value);
        }
        return value.size() != item.datum.length && !is_filled(value, item.datum.notation);
    }

    const ApplicationFile& file_;
    const Notes& notes_;
    std::vector<Record> known_;  // well-formed; borrows from the records
    std::vector<ItemReading> strange_;
    std::vector<ItemReading> items_;
};

}  // namespace

bool is_filled(ByteView value, Notation notation) noexcept {
    if (value.empty()) return false;
    return value.back() == fill || (is_packed(notation) && (value.back() & 0x0FU) == half_a_fill);
}

std::vector<ItemReading> interpret(const ApplicationFile& file, const std::vector<Bytes>& records,
                                   const Notes& notes) {
    return Interpreter{file, notes}.interpret(records);
}

std::vector<ItemReading> interpret(std::span<const Datum> fields, ByteView record, const Notes& notes) {
    if (is_blank(record)) return {};
    const auto size = size_of(fields);
    const bool wrapped = record.size() == size + record_head && record[1] == size;
    std::vector<ItemReading> items;
    if (!read_fields(fields, wrapped ? record.subspan(record_head) : record, notes, items)) {
        items.push_back(unknown(0, record));
        warn(notes, "malformed_item", "", items.back().raw);
    }
    return items;
}

}  // namespace sscard::card
