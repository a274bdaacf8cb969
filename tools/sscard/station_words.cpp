#include "station_words.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <sscard/text/mask.hpp>
#include <sscard/text/width.hpp>

#include "language.hpp"
#include "reader_words.hpp"
#include "report.hpp"
#include "terminal.hpp"

namespace sscard::tool {
namespace {

using activation::State;

enum class Tone : std::uint8_t { good, open, bad };

struct Announcement {
    Tone tone;
    const char* headline;     // msgid
    const char* instruction;  // msgid
};

constexpr auto lay_aside = msgid("Take the card out and lay it aside.");
constexpr auto next_one = msgid("Take the card out and put the next one in.");

constexpr Announcement done{Tone::good, msgid("DONE"), next_one};
constexpr Announcement already{Tone::open, msgid("ALREADY DEALT WITH"), next_one};
constexpr Announcement pending{Tone::open, msgid("ACCEPTED"),
                               msgid("It takes effect later. Take the card out and put the next one in.")};
constexpr Announcement unknown{
    Tone::open, msgid("NOT KNOWN YET"),
    msgid("Lay the card aside. Put it in again later: that asks what became of it.")};
constexpr Announcement refused{Tone::bad, msgid("REFUSED"), lay_aside};
constexpr Announcement set_aside{Tone::bad, msgid("SET ASIDE"), lay_aside};

const Announcement& announcement(const CardNews& news) {
    if (news.end == CardEnd::set_aside) return set_aside;
    if (news.end == CardEnd::already) return already;
    switch (news.state) {
        case State::activated:
        case State::already_active:
            return done;
        case State::pending:
            return pending;
        case State::refused:
            return refused;
        default:
            return unknown;
    }
}

constexpr const char* paint_of(Tone tone) noexcept {
    switch (tone) {
        case Tone::good:
            return "\x1b[1;97;42m";
        case Tone::open:
            return "\x1b[1;30;43m";
        case Tone::bad:
            break;
    }
    return "\x1b[1;97;41m";
}

/// "D O N E"
std::string spaced(std::string_view utf8) {
    constexpr unsigned continuation = 0x80;
    constexpr unsigned mask = 0xC0;
    std::string text;
    for (const char c : utf8) {
        if (!text.empty() && (static_cast<unsigned char>(c) & mask) != continuation) text += ' ';
        text += c;
    }
    return text;
}

std::string counted(const Tally& tally) {
    auto text =
        filled(msgid("done: {0}, left: {1}, set aside: {2}"),
               {std::to_string(tally.done), std::to_string(tally.left), std::to_string(tally.set_aside)});
    if (tally.others > 0) text += filled(msgid(", others: {0}"), {std::to_string(tally.others)});
    return text;
}

std::string row_words(std::uint64_t row) {
    return row == 0 ? std::string{} : filled(msgid("row {0}"), {std::to_string(row)});
}

/// What there is of them, in one line.
std::string joined(std::initializer_list<std::string> parts) {
    std::string line;
    for (const auto& part : parts)
        if (!part.empty()) line += (line.empty() ? "" : "  ") + part;
    return line;
}

}  // namespace

StationWords::StationWords(const Settings& settings)
    : silent_{settings.format() != Format::text},
      large_{is_terminal_for_people(settings)},
      colour_{may_have_colour(settings)},
      full_{settings.flag(Key::show_personal_data)} {}

void StationWords::line(const std::string& text) const {
    if (silent_) return;
    fmt::print("{}\n", text);
    static_cast<void>(std::fflush(stdout));
}

std::string StationWords::at(const std::string& reader) const {
    return several_ ? printable(reader) : std::string{};
}

void StationWords::waits_for(std::uint64_t row, const activation::Request& request) {
    const auto& [holder, card] = std::tie(request.holder, request.card);
    const auto name = holder.name.value_or("");
    line(joined({tr(msgid("Waiting for the card of")), row_words(row) + ":",
                 full_ ? name : text::masked_name(name),
                 full_ ? holder.id_number : text::masked_id_number(holder.id_number),
                 full_ ? card.number : text::masked_card_number(card.number)}));
}

void StationWords::card_in(const std::string& reader) {
    line(joined({at(reader), tr(msgid("Reading the card. Leave it in."))}));
}

void StationWords::card_out(const std::string& reader) {
    line(joined({at(reader), tr(msgid("The card is out."))}));
}

void StationWords::away(const std::string& reader, std::chrono::milliseconds pause) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(pause).count();
    line(joined({at(reader), filled(msgid("The authority is away: leave the card in. Tried again in {0} s."),
                                    {std::to_string(seconds)})}));
}

void StationWords::became(const std::string& reader, const CardNews& news, const Tally& tally) {
    if (large_) {
        block(news, reader);
        return line(counted(tally));
    }
    const auto& said = announcement(news);
    line(joined({at(reader), tr(said.headline), row_words(news.row), news.words, counted(tally)}));
}

void StationWords::block(const CardNews& news, const std::string& reader) const {
    const auto& said = announcement(news);
    const auto columns = columns_of_terminal(STDOUT_FILENO);
    const auto bar = [&](const std::string& text) {
        const auto full = text::padded(cut("   " + text, columns), columns);
        fmt::print("{}{}{}\n", colour_ ? paint_of(said.tone) : "", full, colour_ ? "\x1b[0m" : "");
    };
    fmt::print("{}\n", said.tone == Tone::bad ? "\a\a" : "\a");
    bar({});
    bar(spaced(tr(said.headline)));
    bar({});
    bar(tr(said.instruction));
    bar({});
    if (const auto detail = joined({at(reader), row_words(news.row), news.words}); !detail.empty())
        fmt::print("{}\n", detail);
}

}  // namespace sscard::tool
