#include <sscard/activation/codec.hpp>

#include "actor_json.hpp"

namespace sscard::activation {

JsonText json_of(const Actor& actor) {
    return JsonText{}
        .with("channel", word(actor.channel))
        .with_any("institution", actor.institution)
        .with_any("outlet", actor.outlet)
        .with_any("operator", actor.operator_id)
        .with_any("terminal", actor.terminal);
}

Actor actor_from(JsonReader reader) {
    return {reader.maybe_word<Channel>("channel").value_or(Channel::outlet), reader.maybe_text("institution"),
            reader.maybe_text("outlet"), reader.maybe_text("operator"), reader.maybe_text("terminal")};
}

namespace {

constexpr auto step = "read the request";

JsonText json_of(const Holder& holder) {
    return JsonText{}.with("id_number", holder.id_number).with("name", holder.name);
}

JsonText json_of(const CardIdentity& card) {
    return JsonText{}
        .with("number", card.number)
        .with("identification_number", card.identification_number)
        .with("region", card.region)
        .with("spec_version", card.spec_version)
        .with("historical_bytes", card.historical_bytes)
        .with("issued_on", card.issued_on)
        .with("expires_on", card.expires_on);
}

JsonText json_of(const Evidence& evidence) {
    return JsonText{}.with("source", word(evidence.source)).with("read_at", evidence.read_at);
}

JsonText json_of(const Agent& agent) {
    return JsonText{}
        .with("name", agent.name)
        .with("id_number", agent.id_number)
        .with("relation", word(agent.relation))
        .with_any("phone", agent.phone);
}

/// The part of a request that may be missing.
template <class T>
std::optional<JsonText> maybe(const std::optional<T>& part) {
    return part ? std::optional{json_of(*part)} : std::nullopt;
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
    const auto service = request.service ? std::optional{word(*request.service)} : std::nullopt;
    return JsonText{}
        .with("request_no", request.request_no)
        .with("scope", word(request.scope))
        .with("holder", json_of(request.holder))
        .with("card", json_of(request.card))
        .with("expect", request.expect)
        .with("evidence", json_of(request.evidence))
        .with("service", service)
        .with("agent", maybe(request.agent))
        .with("actor", json_of(request.actor))
        .text();
}

Result<Request> request_from_json(std::string_view json) { return read_json(json, step, request_from); }

std::string lookup_to_json(const std::optional<Holder>& holder, const CardIdentity& card) {
    return JsonText{}.with("card", json_of(card)).with_any("holder", maybe(holder)).text();
}

}  // namespace sscard::activation
