#pragma once

#include <memory>

#include "curl.hpp"

namespace sscard::backend {

/// Releases by the function of the table; loaded before anything is made.
template <auto Release>
struct Released {
    template <class T>
    void operator()(T* handle) const noexcept {
        (curl()->*Release)(handle);
    }
};
using CurlEasy = std::unique_ptr<CURL, Released<&Curl::easy_cleanup>>;
using CurlMulti = std::unique_ptr<CURLM, Released<&Curl::multi_cleanup>>;
using CurlHeaders = std::unique_ptr<curl_slist, Released<&Curl::slist_free_all>>;
using CurlAddress = std::unique_ptr<CURLU, Released<&Curl::url_cleanup>>;
using CurlText = std::unique_ptr<char, Released<&Curl::free>>;

}  // namespace sscard::backend
