#include <array>
#include <sscard/activation/rules.hpp>
#include <sscard/card/checks.hpp>
#include <sscard/error.hpp>

namespace sscard::activation {

namespace {

/// One rule. `source` says where it comes from, for whoever has to defend or change it.
struct Rule {
    const char* source;
    const char* code;
    const char* message;
    bool (*forbids)(const Request& request, const std::string& today);
};

bool is_expired(const Request& request, const std::string& today) {
    return request.card.expires_on && *request.card.expires_on < today;  // ISO dates sort as text
}

/// Whether somebody born then is younger; the birthday of "2010-02-29" may be no date but sorts where it
/// belongs.
bool is_under(int years, const std::string& born, const std::string& today) {
    return today < std::to_string(std::stoi(born.substr(0, 4)) + years) + born.substr(4);
}

/// The number says the age of a citizen, the chip that of others; where they differ the younger counts.
bool is_minor(const Holder& holder, const std::string& today) {
    constexpr int age = 16;
    const auto by_number = card::citizen_birth_date(holder.id_number);
    return (by_number && is_under(age, *by_number, today)) ||
           (holder.birth_date && is_under(age, *holder.birth_date, today));
}

/// Numbers that are no citizen's say nothing of an agent's age.
bool is_of_age(const Agent& agent, const std::string& today) {
    constexpr int age = 18;  // Civil Code, Art. 17
    const auto born = card::citizen_birth_date(agent.id_number);
    return !born || !is_under(age, *born, today);
}

bool agent_is_holder(const Request& request) {
    return request.agent && request.agent->id_number == request.holder.id_number;
}

bool lacks_guardian(const Request& request, const std::string& today) {
    if (!is_minor(request.holder, today)) return false;
    return !request.agent || request.agent->relation != Relation::guardian || agent_is_holder(request) ||
           !is_of_age(*request.agent, today);
}

bool acts_for_oneself(const Request& request, const std::string& /*today*/) {
    return agent_is_holder(request);
}

bool bank_account_from_afar(const Request& request, const std::string& /*today*/) {
    return request.scope == Scope::bank_account && request.actor.channel == Channel::online;
}

constexpr std::array rules{
    Rule{"validity of the card, EF05 tag 06", "card_expired",
         msgid("The card's validity has ended. A new card is needed before anything can be activated."),
         is_expired},
    Rule{"service guides of the issuing bodies: holders under 16 come with a guardian",
         "minor_needs_guardian",
         msgid("The holder is under 16. A guardian, of age, has to come along and be named as the agent."),
         lacks_guardian},
    Rule{"service guides of the issuing bodies: the agent shows an identity document of their own",
         "agent_not_allowed",
         msgid("The agent is the holder. Leave the agent out, or name the other person."), acts_for_oneself},
    Rule{"account rules of the banks: identity is verified face to face", "in_person_only",
         msgid("The bank account of the card can be activated in person only, at the bank."),
         bank_account_from_afar},
};

/// What a state of a half means for its activation; the states are those of the interface.
struct StateRule {
    Scope scope;
    std::string_view state;
    const char* code;     // nullptr: may be activated, or is active
    const char* message;  //
};

constexpr auto lost = msgid("The card is reported lost. The holder has to end that first.");
constexpr std::array state_rules{
    StateRule{Scope::social_security, "0", nullptr, nullptr},
    StateRule{Scope::social_security, "1", nullptr, nullptr},
    StateRule{Scope::social_security, "2", "card_lost", lost},
    StateRule{Scope::social_security, "3", "card_locked",
              msgid("The card is locked. The issuing office has to unlock it first.")},
    StateRule{Scope::social_security, "4", "card_lost", lost},
    StateRule{Scope::social_security, "9", "card_cancelled",
              msgid("The card was cancelled. The holder needs a new one.")},
    StateRule{Scope::bank_account, "0", nullptr, nullptr},
    StateRule{Scope::bank_account, "1", nullptr, nullptr},
    StateRule{Scope::bank_account, "9", "state_conflict",
              msgid("The bank account of the card is closed. The holder has to go to the bank.")},
};

}  // namespace

const HalfState& half_of(const CardState& state, Scope scope) noexcept {
    return scope == Scope::bank_account ? state.bank_account : state.social_security;
}

Result<std::optional<Reason>> not_activatable(const CardState& state, Scope scope) {
    const auto& half = half_of(state, scope);
    for (const auto& rule : state_rules) {
        if (rule.scope != scope || rule.state != half.state) continue;
        if (rule.code == nullptr) return std::nullopt;
        return Reason{rule.code, rule.message, std::nullopt, half.state};
    }
    return fail(Fault::backend_malformed, "look the card up",
                msgid("the authority tells a state of the card that is not known"), {},
                msgid("Nothing was sent. Tell whoever runs it."));
}

std::optional<Reason> forbidden(const Request& request, const std::string& today) {
    for (const auto& rule : rules)
        if (rule.forbids(request, today)) return Reason{rule.code, rule.message, std::nullopt, std::nullopt};
    return std::nullopt;
}

}  // namespace sscard::activation
