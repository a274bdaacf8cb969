#include <array>
#include <sscard/backend/authority.hpp>

namespace sscard::backend {

namespace {

using activation::Scope;

struct Label {
    Scope scope;
    std::string_view state;
    std::string_view label;
};

constexpr std::array labels{
    Label{Scope::social_security, "0", "封存"},     Label{Scope::social_security, "1", "正常"},
    Label{Scope::social_security, "2", "挂失"},     Label{Scope::social_security, "3", "应用锁定"},
    Label{Scope::social_security, "4", "临时挂失"}, Label{Scope::social_security, "9", "注销"},
    Label{Scope::bank_account, "0", "未激活"},      Label{Scope::bank_account, "1", "已激活"},
    Label{Scope::bank_account, "9", "已销户"},
};

}  // namespace

std::string_view state_label(Scope scope, std::string_view state) noexcept {
    for (const auto& known : labels)
        if (known.scope == scope && known.state == state) return known.label;
    return {};
}

}  // namespace sscard::backend
