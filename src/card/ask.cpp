#include "ask.hpp"

#include <algorithm>
#include <vector>

#include "size.hpp"

namespace sscard::card {
namespace {

using apdu::Response;
using apdu::StatusClass;

/// The length that the first record of an answer says it has, when the answer is shorter than that.
std::optional<std::uint32_t> announced_length(const Bytes& data) noexcept {
    if (data.size() < record_head || data[1] == 0xFF) return std::nullopt;
    const auto length = static_cast<std::uint32_t>(data[1]) + record_head;
    if (length <= data.size()) return std::nullopt;
    return length;
}

bool is_about_length(const Response& response) noexcept {
    const auto kind = classify(response.status);
    return kind == StatusClass::wrong_length || kind == StatusClass::wrong_le;
}

/// The whole record, when the card gave only as much of it as was asked for.
Result<Response> completed(apdu::Transport& card, apdu::Command command, Response response) {
    const auto length = announced_length(response.data);
    if (!length) return response;
    const auto before = command.expected;
    for (const auto expected : {*length, whatever_is_there}) {
        if (expected == before) continue;
        command.expected = expected;
        auto whole = exchange(card, command);
        if (!whole || gave_data(*whole)) return whole;
        if (!is_about_length(*whole)) break;
    }
    return response;
}

std::optional<std::uint32_t> length_in(LeForm form, std::optional<std::uint32_t> exact) noexcept {
    switch (form) {
        case LeForm::exact:
            return exact;
        case LeForm::zero:
            return whatever_is_there;
        case LeForm::none:
            break;
    }
    return std::nullopt;
}

}  // namespace

bool gave_data(const Response& response) noexcept {
    const auto kind = classify(response.status);
    return kind == StatusClass::success || (kind == StatusClass::warning && !response.data.empty());
}

bool took_select(const Response& response) noexcept {
    const auto kind = classify(response.status);
    return kind == StatusClass::success || kind == StatusClass::warning;
}

bool is_about_form(apdu::StatusWord status) noexcept {
    const auto kind = classify(status);
    return kind == StatusClass::wrong_parameters || kind == StatusClass::unsupported ||
           kind == StatusClass::wrong_length;
}

Result<Response> ask_select(apdu::Transport& card, apdu::Command command, bool& wants_le) {
    const bool room = card.protocol() != apdu::Protocol::t0;
    const auto ask = [&](bool with_le) {
        command.expected = with_le ? std::optional{whatever_is_there} : std::nullopt;
        return exchange(card, command, apdu::Fetch::nothing);
    };
    auto response = ask(room && wants_le);
    if (!response || !room || !is_about_length(*response)) return response;
    auto again = ask(!wants_le);
    if (again && took_select(*again)) wants_le = !wants_le;
    return again;
}

Result<Response> ask_record(apdu::Transport& card, apdu::Command command, Habits& habits, Heads heads) {
    const auto exact = command.expected;
    command.expected = length_in(habits.le, exact);
    std::vector tried{command.expected};
    auto response = exchange(card, command);
    for (const auto form : {LeForm::exact, LeForm::zero, LeForm::none}) {
        // Without Le a card may think that nothing is asked for (ISO/IEC 7816-4:2020, 5.1).
        const bool silent = response && response->ok() && response->data.empty() && !command.expected;
        if (!response || !(is_about_length(*response) || silent)) break;
        command.expected = length_in(form, exact);
        if (std::find(tried.begin(), tried.end(), command.expected) != tried.end()) continue;
        tried.push_back(command.expected);
        response = exchange(card, command);
        // Had the exact length been wrong, its refusal would say nothing about the form.
        if (response && gave_data(*response) && response->data.size() == exact) habits.le = form;
    }
    if (!response || !gave_data(*response)) return response;
    if (heads == Heads::perhaps && announced_length(response->data) != exact.value_or(0) + record_head)
        return response;
    return completed(card, command, *std::move(response));
}

Result<Response> ask_once(apdu::Transport& card, const apdu::Command& command) {
    const auto bytes = command.encode(card.protocol());
    if (!bytes) return tl::unexpected{bytes.error()};
    const auto answer = card.transmit(*bytes);
    if (!answer) return tl::unexpected{answer.error()};
    return Response::parse(*answer);
}

}  // namespace sscard::card
