#include "exit_codes.hpp"

#include <algorithm>
#include <iterator>

namespace sscard::tool {
namespace {

constexpr ExitCode table[] = {
    {Fault::internal, 1, "internal", msgid("something went wrong inside sscard"),
     msgid("Please report it, with the output of the same command and --log-level debug.")},
    {Fault::usage, 2, "usage", msgid("the command line makes no sense"), msgid("See sscard --help.")},
    {Fault::config, 3, "config", msgid("the configuration is not usable"),
     msgid("Check it with: sscard config check")},
    {Fault::service_down, 10, "service_down", msgid("the PC/SC service is not running"),
     msgid("Start it with: systemctl start pcscd.socket")},
    {Fault::access_denied, 11, "access_denied", msgid("the PC/SC service refuses this user"),
     msgid("Work at the local seat, or let an administrator allow it in polkit.")},
    {Fault::no_reader, 12, "no_reader", msgid("no reader is attached"),
     msgid("Plug one in, then look at: sscard readers")},
    {Fault::ambiguous_reader, 13, "ambiguous_reader", msgid("several readers hold a card"),
     msgid("Choose one with --reader.")},
    {Fault::no_card, 14, "no_card", msgid("there is no card in the reader"),
     msgid("Insert it, chip first and upwards, or wait for it with --wait SECONDS.")},
    {Fault::mute_card, 15, "mute_card", msgid("the card does not answer"),
     msgid("Take it out, turn it over, wipe the contacts, try again.")},
    {Fault::card_removed, 16, "card_removed", msgid("the card was pulled out or reset"),
     msgid("Leave it in until the command has ended, and run the command again.")},
    {Fault::reader_busy, 17, "reader_busy", msgid("another program holds the reader"),
     msgid("Close it and try again. As a rule it is a bank's or an outlet's own card program, a signing "
           "plug-in of "
           "the browser, or a card agent such as gpg's scdaemon; sscard ends no program of others.")},
    {Fault::timeout, 18, "timeout", msgid("it took too long"),
     msgid("Try again; allow more time with --timeout SECONDS.")},
    {Fault::not_social_security_card, 20, "not_social_security_card",
     msgid("this is no social security card"),
     msgid("Take it out and insert the holder's social security card.")},
    {Fault::malformed_card, 21, "malformed_card", msgid("what the card answers makes no sense"),
     msgid("Try again. If it stays so, the card is faulty; --record FILE keeps its answers.")},
    {Fault::authentication_required, 22, "authentication_required",
     msgid("the card protects the data asked for"),
     msgid("Give the holder's number and name with --id-number and --name.")},
    {Fault::identity_mismatch, 23, "identity_mismatch", msgid("this is another card or another person"),
     msgid("Compare the card with the person's ID card. Nothing was sent.")},
    {Fault::pin, 24, "pin", msgid("the PIN was not accepted"),
     msgid("Do not guess: too many tries lock it.")},
    {Fault::card_blocked, 25, "card_blocked", msgid("the issuer has locked this card"),
     msgid("Send the holder to the issuing office.")},
    {Fault::backend_unreachable, 30, "backend_unreachable", msgid("the authority cannot be reached"),
     msgid("Nothing took effect. Run the command again later.")},
    {Fault::refused, 31, "refused", msgid("the authority refused"), msgid("See the reason.")},
    {Fault::unknown_outcome, 32, "unknown_outcome",
     msgid("the request was sent and no answer came: whether it took effect is not known"),
     msgid("Ask what became of it with: sscard journal resolve. Do not tell the holder that the card is "
           "active.")},
    {Fault::pending, 33, "pending", msgid("the authority accepted it; it takes effect later"),
     msgid("Ask again later with: sscard journal resolve")},
    {Fault::backend_auth, 34, "backend_auth", msgid("the authority does not accept this terminal"),
     msgid("Check certificate, key and token in the configuration.")},
    {Fault::backend_malformed, 35, "backend_malformed", msgid("what the authority answers makes no sense"),
     msgid("Check the address of the backend; tell whoever runs it.")},
    {Fault::input, 40, "input", msgid("the file is not usable"),
     msgid("Correct it and run the command again.")},
    {Fault::batch_refused, 41, "batch_refused", msgid("some rows of the batch were refused or are invalid"),
     msgid("The reasons are in the results; --rework FILE writes the rows that did not succeed.")},
    {Fault::batch_unknown, 42, "batch_unknown", msgid("the outcome of some rows of the batch is still open"),
     msgid("Run the same batch again later: it asks what became of them.")},
    {Fault::batch_stopped, 43, "batch_stopped", msgid("the batch was stopped before all rows were sent"),
     msgid("Remove the cause, then run the same batch again: it goes on where it stopped.")},
    {Fault::batch_running, 44, "batch_running", msgid("the same batch runs in another process"),
     msgid("Nothing was done. Wait for the other one, or stop it.")},
    {Fault::journal, 50, "journal", msgid("the journal is not usable"),
     msgid(
         "Make room on the disk or correct the rights of the state directory. Nothing is sent without it.")},
    {Fault::interrupted, 130, "interrupted", msgid("interrupted"),
     msgid("What was decided is in the journal.")},
};

}  // namespace

std::span<const ExitCode> exit_codes() noexcept { return table; }

const ExitCode& exit_code(Fault fault) noexcept {
    const auto* found = std::find_if(std::begin(table), std::end(table),
                                     [fault](const ExitCode& entry) { return entry.fault == fault; });
    return found == std::end(table) ? table[0] : *found;
}

}  // namespace sscard::tool
