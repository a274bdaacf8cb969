#include <array>
#include <sscard/activation/words.hpp>
#include <utility>

namespace sscard::activation {

namespace {

template <class Enum>
constexpr std::array<std::pair<Enum, std::string_view>, 0> words{};

template <>
constexpr std::array words<Scope>{
    std::pair{Scope::social_security, std::string_view{"social_security"}},
    std::pair{Scope::bank_account, std::string_view{"bank_account"}},
};

template <>
constexpr std::array words<Channel>{
    std::pair{Channel::outlet, std::string_view{"outlet"}},
    std::pair{Channel::hospital, std::string_view{"hospital"}},
    std::pair{Channel::online, std::string_view{"online"}},
};

template <>
constexpr std::array words<Service>{
    std::pair{Service::registration, std::string_view{"registration"}},
    std::pair{Service::outpatient, std::string_view{"outpatient"}},
    std::pair{Service::inpatient, std::string_view{"inpatient"}},
};

template <>
constexpr std::array words<Relation>{
    std::pair{Relation::guardian, std::string_view{"guardian"}},
    std::pair{Relation::relative, std::string_view{"relative"}},
    std::pair{Relation::entrusted, std::string_view{"entrusted"}},
};

template <>
constexpr std::array words<Source>{
    std::pair{Source::chip, std::string_view{"chip"}},
    std::pair{Source::manual, std::string_view{"manual"}},
};

template <>
constexpr std::array words<State>{
    std::pair{State::intended, std::string_view{"intended"}},
    std::pair{State::sent, std::string_view{"sent"}},
    std::pair{State::activated, std::string_view{"activated"}},
    std::pair{State::already_active, std::string_view{"already_active"}},
    std::pair{State::pending, std::string_view{"pending"}},
    std::pair{State::refused, std::string_view{"refused"}},
    std::pair{State::unknown, std::string_view{"unknown"}},
    std::pair{State::not_sent, std::string_view{"not_sent"}},
    std::pair{State::invalid, std::string_view{"invalid"}},
};

template <class Enum>
std::string_view word_of(Enum value) noexcept {
    for (const auto& [known, text] : words<Enum>)
        if (known == value) return text;
    return {};
}

}  // namespace

std::string_view word(Scope value) noexcept { return word_of(value); }
std::string_view word(Channel value) noexcept { return word_of(value); }
std::string_view word(Service value) noexcept { return word_of(value); }
std::string_view word(Relation value) noexcept { return word_of(value); }
std::string_view word(Source value) noexcept { return word_of(value); }
std::string_view word(State value) noexcept { return word_of(value); }

template <class Enum>
std::optional<Enum> from_word(std::string_view word) noexcept {
    for (const auto& [known, text] : words<Enum>)
        if (text == word) return known;
    return std::nullopt;
}

template std::optional<Scope> from_word<Scope>(std::string_view) noexcept;
template std::optional<Channel> from_word<Channel>(std::string_view) noexcept;
template std::optional<Service> from_word<Service>(std::string_view) noexcept;
template std::optional<Relation> from_word<Relation>(std::string_view) noexcept;
template std::optional<Source> from_word<Source>(std::string_view) noexcept;
template std::optional<State> from_word<State>(std::string_view) noexcept;

}  // namespace sscard::activation
