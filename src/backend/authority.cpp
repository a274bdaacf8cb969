#include <sscard/backend/authority.hpp>

#include "existing_register.hpp"
#include "registration_file.hpp"

namespace sscard::backend {

namespace {

Result<Imported> put_all(Register& books, const std::vector<Registration>& registrations) {
    return books.write([&]() -> Result<Imported> {
        Imported imported;
        for (const auto& registration : registrations) {
            const auto replaced = books.put(registration);
            if (!replaced) return tl::unexpected<Error>{replaced.error()};
            ++(*replaced ? imported.replaced : imported.added);
        }
        return imported;
    });
}

}  // namespace

Authority::Authority(std::unique_ptr<Register> books) noexcept : books_{std::move(books)} {}
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;
Authority::~Authority() = default;

Result<Authority> Authority::create_or_open(const std::filesystem::path& state_dir) {
    auto books = Register::open(state_dir, store::Access::create);
    if (!books) return tl::unexpected<Error>{std::move(books).error()};
    return Authority{std::make_unique<Register>(std::move(*books))};
}

Result<Authority> Authority::open(const std::filesystem::path& state_dir) {
    auto books = open_existing_register(state_dir);
    if (!books) return tl::unexpected<Error>{std::move(books).error()};
    return Authority{std::make_unique<Register>(std::move(*books))};
}

Result<Imported> Authority::import_csv(ByteView file) {
    const auto registrations = read_registrations(file);
    if (!registrations) return tl::unexpected<Error>{registrations.error()};
    return put_all(*books_, *registrations);
}

Result<Imported> Authority::add(const Registration& registration) {
    auto good = checked(registration);
    if (!good) return tl::unexpected<Error>{std::move(good).error()};
    return put_all(*books_, {std::move(*good)});
}

Result<std::vector<Registration>> Authority::list() const { return books_->list(); }

Result<std::optional<Registration>> Authority::find(const std::string& card_number) const {
    return books_->card(card_number);
}

Result<void> Authority::set_state(const std::string& card_number, activation::Scope scope,
                                  const std::string& state) {
    constexpr auto step = "set the state of a card";
    if (state_label(scope, state).empty())
        return fail(Fault::usage, step, msgid("the embedded authority knows no such state"), {},
                    msgid("social security: 0 1 2 3 4 9; bank account: 0 1 9"));
    const auto found = books_->set_state(card_number, scope, state);
    if (!found) return tl::unexpected<Error>{found.error()};
    if (!*found) return fail(Fault::usage, step, msgid("the embedded authority has no such card"));
    return {};
}

}  // namespace sscard::backend
