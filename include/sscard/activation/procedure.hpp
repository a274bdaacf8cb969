#pragma once

#include <cstdint>
#include <sscard/activation/backend.hpp>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/activation/request.hpp>

namespace sscard::activation {

/// What became of a request, before it is written down.
struct Fate {
    Result<Decision> answer;                   // an unknown outcome too; or why there is no decision
    State without_decision = State::not_sent;  // what the request is then

    State state() const noexcept { return answer ? answer->result : without_decision; }
    Decision decision() const;
};

/// Sends a request whose intent is durable, in the way of carry_out(), and writes nothing down.
Fate fate_of(const Request& request, Backend& backend, const Patience& patience);

/// Carries one request through: journal (intended, durable), deed, journal (what became of it). When the
/// answer is lost or makes no sense the backend is asked by the request number; what stays unknown is
/// journalled as unknown and returned as a decision with that result. A request that never arrived is sent
/// once more, under the same number, while patience lasts. The question gets 5 s of its own when the answer
/// used up the patience; the stop flag ends it at any moment.
///
/// Fails with Fault::journal (nothing was sent; or what became of the request could not be written down, and
/// the sentence says so), backend_unreachable, backend_auth, timeout or interrupted (nothing was applied;
/// journalled as not_sent).
Result<Decision> carry_out(const Request& request, const std::string& backend_name, Backend& backend,
                           Journal& journal, const Patience& patience);

/// Whether the request is older than the 30 days for which request numbers are kept at least.
bool is_past_asking(const JournalRecord& record, TimePoint now) noexcept;

/// What to do with an open request that never arrived at the authority.
enum class IfLost : std::uint8_t { write_down, send_again };

/// Asks the authority what became of a request of the journal that is open, and writes its word down when it
/// is news. One that never arrived is written down as not_sent, or sent again as it stands in the journal,
/// under its own number. The result is `sent` when somebody else is just at it. Fails as the backend fails
/// when there is no word, and with Fault::unknown_outcome or backend_malformed when its not knowing the
/// request proves nothing: it had accepted it, or is_past_asking().
Result<Decision> settle(const std::string& request_no, IfLost if_lost, Backend& backend, Journal& journal,
                        const Patience& patience, TimePoint now = system_now());

/// The same for a request as it stands in the journal and that nobody else is at, and writes nothing down:
/// without a word of the authority the request is what it was.
Fate fate_of_open(const JournalRecord& record, IfLost if_lost, Backend& backend, const Patience& patience,
                  TimePoint now = system_now());

/// What became of what was asked for, and under which number that was.
struct Outcome {
    std::string request_no;
    Decision decision;
    bool earlier = false;  // of a request that the journal had open
};

/// The same as carry_out(), but nothing is asked for twice: what the journal has open for this half of this
/// card is settled first, by one process at a time. A request for the same chip and person that took effect,
/// or will, or of which nobody knows, is the outcome; one that never arrived is sent under its own number
/// when it asks for the same, and given up when it does not. Fails like settle() when nobody could be asked,
/// and with Fault::timeout when another process is at this card all the time; nothing more was sent then.
Result<Outcome> carry_out_once(const Request& request, const std::string& backend_name, Backend& backend,
                               Journal& journal, const Patience& patience, TimePoint now = system_now());

/// Settles what the journal has open for this half of this card at this authority, before it is asked for
/// anew; what never arrived is given up. Fails like settle(), and with Fault::unknown_outcome when a request
/// for the same chip and person stays open.
Result<void> settle_earlier(const Request& request, const std::string& backend_name, Backend& backend,
                            Journal& journal, const Patience& patience, TimePoint now = system_now());

/// The same as carry_out() for a row of a batch that this journal has begun, by one process at a time for one
/// card. `open`: the number of the row's request that the journal has open; then that one is settled, and
/// sent again when it never arrived, in place of the new one. Otherwise settle_earlier() comes first. Fails
/// like carry_out(), settle(), settle_earlier(), and with
/// Fault::timeout when another process is at this card all the time.
Result<Outcome> carry_out_row(const Intent& intent, const std::optional<std::string>& open, Backend& backend,
                              Journal& journal, const Patience& patience, TimePoint now = system_now());

}  // namespace sscard::activation
