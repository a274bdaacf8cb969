#include <sscard/text/mask.hpp>

#include "code_points.hpp"

namespace sscard::text {

std::string masked_id_number(std::string_view number) {
    constexpr std::size_t head = 6;
    constexpr std::size_t tail = 4;
    if (number.size() <= head + tail) return std::string(number.size(), '*');
    std::string masked{number.substr(0, head)};
    masked.append(number.size() - head - tail, '*');
    masked += number.substr(number.size() - tail);
    return masked;
}

std::string masked_name(std::string_view name) {
    if (name.empty()) return {};
    const auto first = first_code_point(name).size;
    if (first == name.size()) return "*";
    return std::string{name.substr(0, first)} + "*";
}

}  // namespace sscard::text
