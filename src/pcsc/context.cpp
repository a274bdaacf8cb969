#include <sscard/pcsc/context.hpp>

#include "session.hpp"

namespace sscard::pcsc {

Result<Context> Context::establish(const Patience& patience) {
    return Session::establish(patience).map([](auto session) { return Context{std::move(session)}; });
}

bool Context::lost() const { return session_->lost(); }

}  // namespace sscard::pcsc
