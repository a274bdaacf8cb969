#pragma once

#include <winscard.h>

#include <memory>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <sscard/pcsc/readers.hpp>
#include <string>
#include <vector>

#include "session.hpp"

namespace sscard::pcsc {

/// What the service said about all slots at one moment. Shared with the call that fills it, which may have
/// to be left behind.
struct Look {
    std::vector<std::string> names;
    std::vector<SCARD_READERSTATE> states;  // one a name
};

/// Fails as the service fails; no readers is an empty look.
Result<std::shared_ptr<Look>> look(Session& session, const Patience& patience);

std::vector<Slot> slots_of(const Look& look);

/// Waits in one call for something to differ from what was seen, a reader more or less included, until the
/// patience is over; a stop cancels the call. It returns early when in doubt: look again.
Result<void> wait_for_change(Session& session, const Look& seen, const Patience& patience);

}  // namespace sscard::pcsc
