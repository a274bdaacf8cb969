#include "words.hpp"

#include <sscard/error.hpp>

#include "language.hpp"

namespace sscard::tool {
namespace {

struct Word {
    std::string_view key;
    const char* sentence;
};

constexpr Word reasons[] = {
    {"malformed", msgid("the authority could not read the request")},
    {"missing_key", msgid("the request had no number")},
    {"unauthorised", msgid("this terminal is not known to the authority")},
    {"not_authorised", msgid("this terminal may not do that")},
    {"person_not_found", msgid("the authority does not know this person")},
    {"card_not_found", msgid("the authority does not know this card")},
    {"not_enrolled", msgid("the holder is not enrolled in social insurance")},
    {"state_conflict", msgid("the card is in a state that cannot be activated")},
    {"in_progress", msgid("the same request is still being worked on")},
    {"wrong_region", msgid("the card belongs to another region")},
    {"wrong_bank", msgid("the card belongs to another bank")},
    {"superseded_card", msgid("this card was replaced by a newer one")},
    {"name_mismatch", msgid("the name is not the one that the authority has")},
    {"holder_mismatch", msgid("the card belongs to another person")},
    {"agent_not_allowed", msgid("this person may not act for the holder")},
    {"minor_needs_guardian", msgid("a holder under 16 needs a guardian")},
    {"key_reused", msgid("this request number was used for another request")},
    {"initial_pin", msgid("the holder has to change the initial PIN first")},
    {"card_locked", msgid("the card is locked")},
    {"card_lost", msgid("the card was reported lost")},
    {"card_cancelled", msgid("the card was cancelled")},
    {"card_expired", msgid("the card has expired")},
    {"in_person_only", msgid("this has to be done in person")},
    {"rate_limited", msgid("too many requests")},
    {"unavailable", msgid("the authority is not available")},
    {"internal", msgid("the authority has a fault of its own")},
};

constexpr auto text_form =
    msgid("the text is longer than 300 bytes, or has a line break or another control character in it");

/// Of the check of a batch's file, where the journal has the code alone.
constexpr Word mistakes[] = {
    {"id_number_form", msgid("18 digits or letters are needed")},
    {"card_number_form", msgid("9 digits or letters are needed")},
    {"identification_number_form", msgid("32 hexadecimal digits are needed")},
    {"name_form", text_form},
    {"region_form", msgid("6 digits are needed, or nothing")},
    {"agent_name_form", text_form},
    {"agent_id_number_form", msgid("18 digits or letters are needed")},
    {"agent_relation_form", msgid("one of guardian, relative, entrusted is needed")},
    {"agent_phone_form", text_form},
    {"id_number_check", msgid("the check digit of the id number is wrong")},
    {"agent_incomplete", msgid("an agent needs agent_name, agent_id_number and agent_relation")},
    {"cells_missing", msgid("the row has fewer cells than the header")},
    {"undecodable_text", msgid("some of the text could not be decoded")},
    {"no_text", msgid("text in quotes is needed, or null")},
    {"named_twice", msgid("the object has this member twice")},
    {"card_disagrees",
     msgid("another row has the same card with another id number or identification number")},
};

constexpr Word enrolments[] = {
    {"employee", msgid("employee")},
    {"self_employed", msgid("self-employed")},
    {"part_time", msgid("part-time worker")},
    {"flexible", msgid("flexible worker")},
};

constexpr Word next_steps[] = {
    {"bank_account_activation_in_person",
     msgid("The bank account of the card is activated separately: in person, at an outlet of the bank.")},
};

template <std::size_t N>
const char* find(const Word (&table)[N], std::string_view key) noexcept {
    for (const auto& entry : table) {
        if (entry.key == key) return entry.sentence;
    }
    return nullptr;
}

}  // namespace

const char* sentence_for(activation::State state) noexcept {
    using enum activation::State;
    switch (state) {
        case intended:
            return msgid("written down, perhaps sent");
        case sent:
            return msgid("Being sent by another process");
        case activated:
            return msgid("Activated");
        case already_active:
            return msgid("Already active");
        case pending:
            return msgid("Accepted, takes effect later");
        case refused:
            return msgid("Refused");
        case unknown:
            return msgid("Not known whether it took effect");
        case not_sent:
            return msgid("Not sent");
        case invalid:
            return msgid("Invalid");
    }
    return "";
}

const char* sentence_for(activation::Scope scope) noexcept {
    return scope == activation::Scope::bank_account ? msgid("bank half") : msgid("social security half");
}

const char* sentence_for_reason(std::string_view code) noexcept {
    const auto* sentence = find(reasons, code);
    return sentence != nullptr ? sentence : find(mistakes, code);
}
const char* sentence_for_enrolment(std::string_view kind) noexcept { return find(enrolments, kind); }
const char* sentence_for_next(std::string_view step) noexcept { return find(next_steps, step); }

std::string half(const std::optional<activation::HalfState>& state) {
    if (!state) return tr(msgid("not told"));
    return state->state + "  " + state->label;
}

std::string reason_text(const activation::Reason& reason) {
    if (!reason.backend_text) return tr(reason.message.c_str());  // a rule of ours: a sentence of its own
    return reason_code_text(reason.code);
}

std::string reason_code_text(const std::string& code) {
    const auto* sentence = sentence_for_reason(code);
    return sentence != nullptr ? tr(sentence) : code;
}

Json half_document(const std::optional<activation::HalfState>& state) {
    if (!state) return nullptr;
    return {{"state", state->state}, {"label", state->label}};
}

Json reason_document(const std::optional<activation::Reason>& reason) {
    if (!reason) return nullptr;
    return {{"code", reason->code},
            {"message", reason_text(*reason)},
            {"backend_text",
             reason->backend_text.value_or("").empty() ? Json(nullptr) : Json(*reason->backend_text)}};
}

}  // namespace sscard::tool
