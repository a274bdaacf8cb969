#include <sscard/backend/http.hpp>
#include <string_view>

#include "curl_handles.hpp"

namespace sscard::backend {
namespace {

constexpr const char* step = "ask the authority";

std::string part_of(CURLU* address, CURLUPart part) {
    char* text = nullptr;
    if (curl()->url_get(address, part, &text, 0) != CURLUE_OK) return {};
    return CurlText{text}.get();
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "[::1]" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace

Result<void> check_address(const std::string& url) {
    if (curl() == nullptr) {
        return fail(Fault::config, step, msgid("libcurl 7.85 or newer is not installed"), {},
                    msgid("Install it: it is what speaks to a backend of kind http."));
    }
    const CurlAddress address{curl()->url()};
    if (!address || curl()->url_set(address.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return fail(Fault::config, step, msgid("{0} is no address of a backend"), {url},
                    msgid("Correct url in the configuration: https://HOST/PATH."));
    }
    for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
        if (part_of(address.get(), part).empty()) continue;
        return fail(Fault::config, step, msgid("the address of a backend has no user, query or fragment"), {},
                    msgid("Give a token with token_file; the address is host and path alone."));
    }
    const auto scheme = part_of(address.get(), CURLUPART_SCHEME);
    if (scheme == "https" || (scheme == "http" && is_this_machine(part_of(address.get(), CURLUPART_HOST))))
        return {};
    return fail(Fault::config, step, msgid("{0}: personal data go to other machines over https alone"), {url},
                msgid("Correct url in the configuration: https://HOST/PATH."));
}

}  // namespace sscard::backend
