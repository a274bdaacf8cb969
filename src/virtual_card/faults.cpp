#include <algorithm>
#include <sscard/virtual_card/faults.hpp>

namespace sscard::virtual_card {

std::optional<Result<Bytes>> FaultSchedule::next() {
    ++commands_;
    if (!gone_) {
        const auto planned = std::find_if(faults_.begin(), faults_.end(),
                                          [&](const PlannedFault& fault) { return fault.at == commands_; });
        if (planned == faults_.end()) return std::nullopt;
        switch (planned->kind) {
            case FaultKind::card_removed:
                gone_ = Fault::card_removed;
                break;
            case FaultKind::mute:
                gone_ = Fault::mute_card;
                break;
            case FaultKind::status:
            case FaultKind::garbage:
                return planned->answer;
        }
    }
    return fail(gone_.value(), "transmit");
}

}  // namespace sscard::virtual_card
