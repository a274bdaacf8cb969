#include "curl.hpp"

#include <dlfcn.h>

#include <optional>

namespace sscard::backend {
namespace {

std::optional<Curl> load() {
    // Never unloaded: it starts threads and keeps state of its own.
    void* const library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return std::nullopt;
    bool complete = true;
    const auto find = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
        complete = complete && function != nullptr;
    };
    Curl loaded{};
    find(loaded.global_init, "curl_global_init");
    find(loaded.easy_init, "curl_easy_init");
    find(loaded.easy_cleanup, "curl_easy_cleanup");
    find(loaded.easy_reset, "curl_easy_reset");
    find(loaded.easy_setopt, "curl_easy_setopt");
    find(loaded.easy_getinfo, "curl_easy_getinfo");
    find(loaded.easy_perform, "curl_easy_perform");
    find(loaded.easy_recv, "curl_easy_recv");
    find(loaded.easy_header, "curl_easy_header");
    find(loaded.multi_init, "curl_multi_init");
    find(loaded.multi_cleanup, "curl_multi_cleanup");
    find(loaded.multi_add_handle, "curl_multi_add_handle");
    find(loaded.multi_remove_handle, "curl_multi_remove_handle");
    find(loaded.multi_perform, "curl_multi_perform");
    find(loaded.multi_info_read, "curl_multi_info_read");
    find(loaded.multi_poll, "curl_multi_poll");
    find(loaded.url, "curl_url");
    find(loaded.url_cleanup, "curl_url_cleanup");
    find(loaded.url_set, "curl_url_set");
    find(loaded.url_get, "curl_url_get");
    find(loaded.slist_append, "curl_slist_append");
    find(loaded.slist_free_all, "curl_slist_free_all");
    find(loaded.free, "curl_free");
    find(loaded.getdate, "curl_getdate");
    if (!complete || loaded.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return std::nullopt;
    return loaded;
}

}  // namespace

const Curl* curl() {
    static const auto loaded = load();
    return loaded ? &*loaded : nullptr;
}

}  // namespace sscard::backend
