#include "batch_json.hpp"

#include "actor_json.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "read the journal";

NamedFacts batch_from(JsonReader& reader) {
    NamedFacts batch;
    batch.name = reader.text("name");
    auto& facts = batch.facts;
    facts.file = reader.text("file");
    facts.form = reader.text("form");
    facts.encoding = reader.text("encoding");
    facts.sha256 = reader.text("sha256");
    facts.rows = reader.maybe_integer("rows").value_or(0);
    facts.backend = reader.text("backend");
    facts.scope = reader.word<Scope>("scope");
    facts.service = reader.maybe_word<Service>("service");
    facts.actor = actor_from(reader.object("actor"));
    return batch;
}

template <class T>
std::optional<T> maybe(Result<T> read) {
    return read ? std::optional{*std::move(read)} : std::nullopt;
}

}  // namespace

std::string to_json(const NamedFacts& batch) {
    const auto& facts = batch.facts;
    const auto service = facts.service ? std::optional{word(*facts.service)} : std::nullopt;
    return JsonText{}
        .with("name", batch.name)
        .with("file", facts.file)
        .with("form", facts.form)
        .with("encoding", facts.encoding)
        .with("sha256", facts.sha256)
        .with("rows", facts.rows)
        .with("backend", facts.backend)
        .with("scope", word(facts.scope))
        .with("service", service)
        .with("actor", json_of(facts.actor))
        .text();
}

std::optional<NamedFacts> batch_from_json(std::string_view json) {
    return maybe(read_json(json, step, batch_from));
}

std::string note_to_json(const std::string& reason_code) {
    return JsonText{}.with("reason_code", reason_code).text();
}

std::optional<std::string> note_from_json(std::string_view json) {
    return maybe(read_json(json, step, [](JsonReader& reader) { return reader.text("reason_code"); }));
}

}  // namespace sscard::activation
