#include "chain.hpp"

#include <algorithm>

namespace sscard::activation {

namespace {

void append_number(Bytes& to, std::uint64_t number) {
    for (unsigned shift = 64; shift > 0;) {
        shift -= 8;
        to.push_back(static_cast<std::uint8_t>((number >> shift) & 0xFFU));
    }
}

void append(Bytes& to, char type, ByteView bytes) {
    to.push_back(static_cast<std::uint8_t>(type));
    append_number(to, bytes.size());
    to.insert(to.end(), bytes.begin(), bytes.end());
}

struct Encoder {
    Bytes& to;

    void operator()(std::monostate) const { append(to, 'n', {}); }
    void operator()(const std::string& text) const { append(to, 't', as_bytes(text)); }
    void operator()(const Bytes& bytes) const { append(to, 'b', bytes); }
    void operator()(std::int64_t number) const {
        Bytes bytes;
        append_number(bytes, static_cast<std::uint64_t>(number));
        append(to, 'i', bytes);
    }
};

}  // namespace

bool belongs_to_batch(std::span<const store::Value> columns_of_3) noexcept {
    return std::any_of(columns_of_3.begin(), columns_of_3.end(), [](const store::Value& value) {
        return !std::holds_alternative<std::monostate>(value);
    });
}

std::optional<Bytes> chained(store::Hash hash, ByteView previous, std::span<const store::Value> columns) {
    const bool has_all = belongs_to_batch(columns.subspan(columns_before_3));
    Bytes encoded;
    append(encoded, 'b', previous);
    for (const auto& column : has_all ? columns : columns.first(columns_before_3))
        std::visit(Encoder{encoded}, column);
    return store::digest(hash, encoded);
}

}  // namespace sscard::activation
