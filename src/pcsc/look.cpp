#include "look.hpp"

#include <algorithm>
#include <string_view>

#include "fault.hpp"

namespace sscard::pcsc {
namespace {

using std::chrono::milliseconds;

/// Readers may come and go between two questions; each time it starts again, but not for ever.
constexpr int max_attempts = 10;

constexpr const char* status_change_name = "SCardGetStatusChange";

/// Of one call; longer waits are several.
constexpr milliseconds longest_wait = std::chrono::hours{1};

/// The pseudo reader that changes when a reader is plugged in or out.
constexpr const char* plug_and_play = R"(\\?PnP?\Notification)";

/// Names are separated by NUL and end with an empty one; a list that lacks the end ends with its bytes.
std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> names;
    while (!list.empty() && list.front() != '\0') {
        const auto name = list.substr(0, list.find('\0'));
        names.emplace_back(name);
        list.remove_prefix(std::min(name.size() + 1, list.size()));
    }
    return names;
}

SCARD_READERSTATE state_of(const char* name, DWORD known = SCARD_STATE_UNAWARE) {
    SCARD_READERSTATE state{};
    state.szReader = name;
    state.dwCurrentState = known;
    return state;
}

Session::Work status_change(const Session& session, const std::shared_ptr<Look>& asked, milliseconds wait) {
    return [context = session.context(), asked, wait] {
        return SCardGetStatusChange(context, static_cast<DWORD>(wait.count()), asked->states.data(),
                                    static_cast<DWORD>(asked->states.size()));
    };
}

struct NameList {
    std::string bytes;
    DWORD size = 0;
};

Result<void> ask(Session& session, const std::shared_ptr<NameList>& list, const Patience& patience) {
    return session.call("SCardListReaders", patience, [context = session.context(), list] {
        char* const room = list->bytes.empty() ? nullptr : list->bytes.data();
        return SCardListReaders(context, nullptr, room, &list->size);
    });
}

Result<std::vector<std::string>> names(Session& session, const Patience& patience) {
    Result<void> asked;
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
        auto list = std::make_shared<NameList>();
        asked = ask(session, list, patience);  // for the size
        if (asked) {
            list->bytes.resize(list->size);
            asked = ask(session, list, patience);
        }
        if (asked) return split(std::string_view{list->bytes}.substr(0, list->size));
        if (!is(asked.error(), SCARD_E_INSUFFICIENT_BUFFER)) break;  // that is a list that grew meanwhile
    }
    if (is(asked.error(), SCARD_E_NO_READERS_AVAILABLE)) return std::vector<std::string>{};
    return tl::unexpected{std::move(asked.error())};
}

bool reader_went_away(const Error& error) noexcept {
    return is(error, SCARD_E_UNKNOWN_READER) || is(error, SCARD_E_READER_UNAVAILABLE);
}

}  // namespace

Result<std::shared_ptr<Look>> look(Session& session, const Patience& patience) {
    Result<void> asked;
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
        auto listed = names(session, patience);
        if (!listed) return tl::unexpected{std::move(listed.error())};
        auto seen = std::make_shared<Look>();
        seen->names = std::move(*listed);
        if (seen->names.empty()) return seen;
        for (const auto& name : seen->names) seen->states.push_back(state_of(name.c_str()));
        asked = session.call(status_change_name, patience, status_change(session, seen, milliseconds{0}));
        if (asked || is(asked.error(), SCARD_E_TIMEOUT)) return seen;
        if (!reader_went_away(asked.error())) break;
    }
    return tl::unexpected{std::move(asked.error())};
}

Result<void> wait_for_change(Session& session, const Look& seen, const Patience& patience) {
    auto next = std::make_shared<Look>();
    next->names = seen.names;
    for (std::size_t i = 0; i < seen.names.size(); ++i) {
        const DWORD known = seen.states[i].dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
        next->states.push_back(state_of(next->names[i].c_str(), known));
    }
    next->states.push_back(state_of(plug_and_play));
    const auto wait =
        std::clamp(std::chrono::ceil<milliseconds>(patience.deadline() - Patience::Clock::now()),
                   milliseconds{0}, longest_wait);
    auto changed = session.waiting_call(status_change_name, patience.renewed(wait + answer_time),
                                        status_change(session, next, wait));
    if (changed || is(changed.error(), SCARD_E_TIMEOUT) || reader_went_away(changed.error())) return {};
    return changed;
}

}  // namespace sscard::pcsc
