#include <algorithm>
#include <sscard/activation/codec.hpp>

#include "json_reader.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "read the answer of the backend";

std::string_view word(card::Algorithm algorithm) noexcept {
    switch (algorithm) {
        case card::Algorithm::triple_des:
            return "3des";
        case card::Algorithm::ssf33:
            return "ssf33";
        case card::Algorithm::sm4:
            break;
    }
    return "sm4";
}

Json json_of(const card::Challenge& challenge) {
    return {{"factor", to_hex(challenge.factor)}, {"raw", to_hex(challenge.raw)}};
}

std::optional<card::Block> block_from(JsonReader& reader, const char* key) {
    const auto text = reader.maybe_text(key);
    if (!text) return std::nullopt;
    card::Block block{};
    const auto bytes = from_hex(*text);
    if (bytes && bytes->size() == block.size()) {
        std::copy(bytes->begin(), bytes->end(), block.begin());
        return block;
    }
    reader.complain(key);
    return std::nullopt;
}

}  // namespace

Result<Capabilities> capabilities_from_json(std::string_view json) {
    return read_json(json, step, [](JsonReader& reader) {
        Capabilities known{reader.maybe_flag("card_authentication").value_or(false),
                           reader.maybe_text("time"), reader.maybe_integer("max_in_flight")};
        if (known.max_in_flight && *known.max_in_flight < 1) reader.complain("max_in_flight");
        return known;
    });
}

std::string to_json(const card::Challenges& challenges) {
    return dumped({{"identification_number", to_hex(challenges.identification_number)},
                   {"historical_bytes", to_hex(challenges.historical_bytes)},
                   {"algorithm", word(challenges.algorithm)},
                   {"internal", json_of(challenges.internal)},
                   {"external", json_of(challenges.external)}});
}

Result<card::Answers> answers_from_json(std::string_view json) {
    return read_json(json, step, [](JsonReader& reader) {
        return card::Answers{block_from(reader, "internal_response"),
                             block_from(reader, "external_authentication")};
    });
}

}  // namespace sscard::activation
