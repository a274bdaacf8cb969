#include "checks.hpp"

namespace sscard::doctor {

Findings check_card(const Machine& machine) {
    if (!machine.card) return {};
    if (!machine.card->failure)
        return {{.code = "card_read", .what = msgid("The card in the reader could be read.")}};
    return {{.code = "card_not_read",
             .severity = Severity::problem,
             .what = msgid("The card could not be read: {0}."),
             .why = msgid("This is what sscard read meets too."),
             .fault = machine.card->failure->fault,
             .error = machine.card->failure}};
}

}  // namespace sscard::doctor
