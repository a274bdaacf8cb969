#include "bank_data.hpp"

#include <algorithm>
#include <sscard/card/checks.hpp>
#include <string>

#include "digits.hpp"

namespace sscard::card {
namespace {

/// An account of as many digits; a right check digit stays right.
std::string invented_account(std::string_view account) {
    constexpr std::string_view issuer = "62";
    std::string number(account.size(), '0');
    std::copy_n(issuer.begin(), std::min(issuer.size(), number.size()), number.begin());
    if (number.empty()) return number;
    number.back() = '0';
    const auto check = (10 - luhn_sum(number)) % 10;
    const auto shift = luhn_sum(account) == 0 ? 0U : 1U;
    number.back() = static_cast<char>('0' + (check + shift) % 10);
    return number;
}

/// YYMM: a past one where the account has expired.
std::string invented_expiry(std::string_view yymm, std::string_view today) {
    const auto month = std::string{today.substr(2, 2)}.append(today.substr(5, 2));
    return yymm < month ? "0012" : "4912";
}

/// The digits before the padding, and the padding.
std::pair<std::string, std::string> parted(std::string digits) {
    const auto size = digits.find_last_not_of('F') + 1;
    auto padding = digits.substr(size);
    digits.resize(size);
    return {std::move(digits), std::move(padding)};
}

void put(const std::string& digits, Span value) {
    const auto bytes = from_hex(digits).value();
    std::copy(bytes.begin(), bytes.end(), value.begin());
}

void replace_account(Span value, std::string_view) {
    const auto [account, padding] = parted(to_hex(value));
    if (!is_decimal(account)) return fill(value);
    put(invented_account(account) + padding, value);
}

/// Track 2: account, D, expiry YYMM, service code, what the issuer likes.
void replace_track(Span value, std::string_view today) {
    constexpr std::size_t expiry_size = 4;
    const auto [track, padding] = parted(to_hex(value));
    const auto separator = track.find('D');
    const auto account = track.substr(0, separator);
    if (separator == std::string::npos || !is_decimal(account)) return fill(value);
    const auto rest = track.substr(separator + 1);
    if (!is_decimal(rest) || rest.size() < expiry_size) return fill(value);
    put(invented_account(account) + "D" + invented_expiry(rest.substr(0, expiry_size), today) +
            std::string(rest.size() - expiry_size, '0') + padding,
        value);
}

/// YYMMDD of this century.
bool is_short_date(const std::string& digits) { return is_calendar_date("20" + digits); }

void replace_expiry(Span value, std::string_view today) {
    const auto digits = to_hex(value);
    if (!is_short_date(digits)) return fill(value);
    put(invented_expiry(digits, today) + "31", value);
}

void replace_date(Span value, std::string_view) {
    if (!is_short_date(to_hex(value))) return fill(value);
    put("000101", value);
}

void replace_name(Span value, std::string_view) { fill_text(value, somebody); }

struct Element {
    std::uint32_t tag;
    void (*replace)(Span value, std::string_view today);
};

constexpr Element elements[] = {
    {0x57, replace_track},     // track 2 equivalent data
    {0x5A, replace_account},   // account number (PAN)
    {0x5F20, replace_name},    // name
    {0x5F24, replace_expiry},  // expires on
    {0x5F25, replace_date},    // valid from
};

}  // namespace

void replace_bank_data(std::uint32_t tag, Span value, std::string_view today) {
    const auto* const known = std::find_if(std::begin(elements), std::end(elements),
                                           [tag](const Element& element) { return element.tag == tag; });
    if (known == std::end(elements)) return fill(value);
    known->replace(value, today);
}

}  // namespace sscard::card
