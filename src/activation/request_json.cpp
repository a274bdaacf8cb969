#include <sscard/activation/codec.hpp>

#include "json_reader.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "read the request";

Json json_of(const Holder& holder) {
    return {{"id_number", holder.id_number}, {"name", nullable(holder.name)}};
}

Json json_of(const CardIdentity& card) {
    return {{"number", card.number},
            {"identification_number", card.identification_number},
            {"region", nullable(card.region)},
            {"spec_version", nullable(card.spec_version)},
            {"historical_bytes", nullable(card.historical_bytes)},
            {"issued_on", nullable(card.issued_on)},
            {"expires_on", nullable(card.expires_on)}};
}

Json json_of(const Agent& agent) {
    Json json{{"name", agent.name}, {"id_number", agent.id_number}, {"relation", word(agent.relation)}};
    put(json, "phone", agent.phone);
    return json;
}

Json json_of(const Actor& actor) {
    Json json{{"channel", word(actor.channel)}};
    put(json, "institution", actor.institution);
    put(json, "outlet", actor.outlet);
    put(json, "operator", actor.operator_id);
    put(json, "terminal", actor.terminal);
    return json;
}

Holder holder_from(JsonReader reader) { return {reader.text("id_number"), reader.maybe_text("name")}; }

CardIdentity card_from(JsonReader reader) {
    return {reader.text("number"),
            reader.text("identification_number"),
            reader.maybe_text("region"),
            reader.maybe_text("spec_version"),
            reader.maybe_text("historical_bytes"),
            reader.maybe_text("issued_on"),
            reader.maybe_text("expires_on")};
}

Evidence evidence_from(JsonReader reader) {
    return {reader.maybe_word<Source>("source").value_or(Source::manual), reader.maybe_text("read_at")};
}

Agent agent_from(JsonReader reader) {
    return {reader.text("name"), reader.text("id_number"), reader.word<Relation>("relation"),
            reader.maybe_text("phone")};
}

Actor actor_from(JsonReader reader) {
    return {reader.maybe_word<Channel>("channel").value_or(Channel::outlet), reader.maybe_text("institution"),
            reader.maybe_text("outlet"), reader.maybe_text("operator"), reader.maybe_text("terminal")};
}

Request request_from(JsonReader& reader) {
    Request request;
    request.request_no = reader.text("request_no");
    request.scope = reader.word<Scope>("scope");
    request.holder = holder_from(reader.object("holder"));
    request.card = card_from(reader.object("card"));
    request.expect = reader.maybe_text("expect");
    request.evidence = evidence_from(reader.object("evidence"));
    request.service = reader.maybe_word<Service>("service");
    if (const auto agent = reader.maybe_object("agent")) request.agent = agent_from(*agent);
    request.actor = actor_from(reader.object("actor"));
    return request;
}

}  // namespace

std::string to_json(const Request& request) {
    return dumped(
        {{"request_no", request.request_no},
         {"scope", word(request.scope)},
         {"holder", json_of(request.holder)},
         {"card", json_of(request.card)},
         {"expect", nullable(request.expect)},
         {"evidence",
          {{"source", word(request.evidence.source)}, {"read_at", nullable(request.evidence.read_at)}}},
         {"service", request.service ? Json(word(*request.service)) : Json(nullptr)},
         {"agent", request.agent ? json_of(*request.agent) : Json(nullptr)},
         {"actor", json_of(request.actor)}});
}

Result<Request> request_from_json(std::string_view json) { return read_json(json, step, request_from); }

std::string lookup_to_json(const std::optional<Holder>& holder, const CardIdentity& card) {
    Json json{{"card", json_of(card)}};
    if (holder) json["holder"] = json_of(*holder);
    return dumped(json);
}

}  // namespace sscard::activation
