#include <sscard/store/database.hpp>

namespace sscard::store {

namespace {

template <class T>
T column_of(const Values& columns, std::size_t column) {
    const auto* value = column < columns.size() ? std::get_if<T>(&columns[column]) : nullptr;
    return value != nullptr ? *value : T{};
}

}  // namespace

std::int64_t Row::integer(std::size_t column) const { return column_of<std::int64_t>(columns_, column); }
std::string Row::text(std::size_t column) const { return column_of<std::string>(columns_, column); }
Bytes Row::blob(std::size_t column) const { return column_of<Bytes>(columns_, column); }

}  // namespace sscard::store
