#pragma once

#include <memory>
#include <sscard/patience.hpp>
#include <sscard/pcsc/readers.hpp>
#include <vector>

#include "session.hpp"

namespace sscard::pcsc {

/// Puts the role that the driver tells in place of the one that the name suggests. Slots that another program
/// is at are not asked, because it may keep the question waiting; what a driver does not answer stays as it
/// is.
void ask_roles(const std::shared_ptr<Session>& session, std::vector<Slot>& slots, const Patience& patience);

}  // namespace sscard::pcsc
