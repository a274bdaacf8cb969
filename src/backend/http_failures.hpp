#pragma once

#include <sscard/error.hpp>
#include <string_view>

#include "curl.hpp"

namespace sscard::backend {

/// What is known of a request that got no answer.
struct NoAnswer {
    CURLcode code;
    long verified;           // what the check of the other side's certificate came to (X509_V_...)
    std::string_view words;  // of the library
    bool too_long;           // there was more of an answer than anybody reads
    bool left;               // a byte of the request did
};

/// The fault as HttpClient::exchange() has it, with what a person can do about it.
tl::unexpected<Error> why(const NoAnswer& known);

/// The other side turns our certificate down.
tl::unexpected<Error> turned_down();

/// Whether words of the library say that.
bool is_about_our_certificate(std::string_view words);

}  // namespace sscard::backend
