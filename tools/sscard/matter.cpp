#include "matter.hpp"

#include <sscard/activation/words.hpp>

namespace sscard::tool {
namespace {

std::optional<std::string> configured(const Settings& settings, Key key) {
    const auto& text = settings[key];
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

std::shared_ptr<MatterOptions> add_matter_options(Verb verb) {
    auto options = std::make_shared<MatterOptions>();
    verb.choice("--scope HALF", options->scope, msgid("which half: social-security or bank-account"),
                {"social-security", "bank-account"});
    verb.choice("--service SERVICE", options->service,
                msgid("what a hospital uses the card for: registration, outpatient or inpatient"),
                {"registration", "outpatient", "inpatient"});
    return options;
}

void add_terminal_settings(Verb verb, Chosen& chosen) {
    for (const auto& setting : setting_table()) {
        if (setting.of_terminal) verb.setting(setting.key, chosen);
    }
}

Result<activation::Request> matter_of(const MatterOptions& options, const Settings& settings) {
    activation::Request request;
    request.scope = options.scope == "bank-account" ? activation::Scope::bank_account
                                                    : activation::Scope::social_security;
    request.actor = {activation::from_word<activation::Channel>(settings[Key::channel])
                         .value_or(activation::Channel::outlet),
                     configured(settings, Key::institution), configured(settings, Key::outlet),
                     configured(settings, Key::operator_id), configured(settings, Key::terminal)};
    if (!options.service.empty())
        request.service = activation::from_word<activation::Service>(options.service);
    if (request.actor.channel == activation::Channel::hospital && !request.service) {
        return fail(Fault::usage, "options", msgid("a hospital says for which service the card is used"), {},
                    msgid("Give --service registration, outpatient or inpatient."));
    }
    return request;
}

}  // namespace sscard::tool
