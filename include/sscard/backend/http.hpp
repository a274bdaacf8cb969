#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <sscard/activation/backend.hpp>
#include <string>

namespace sscard::backend {

/// Where the activation interface is offered, and how the terminal proves who it is.
struct HttpService {
    std::string url;               // https://..., or http:// to this machine alone
    std::string ca_file;           // PEM; empty: the system's
    std::string certificate_file;  // of the terminal, PEM; empty: none
    std::string key_file;          // its key; empty: in the certificate's file
    std::string token_file;        // bearer token; empty: none
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds timeout{30000};  // of one question, all tries together
    std::size_t max_in_flight = 4;             // requests on their way at once, and connections kept; not 0
};

/// Fault::config unless personal data may go to this address, or when libcurl is not installed.
Result<void> check_address(const std::string& url);

/// What stands in the first line of the file. Fault::config when that is no token.
Result<std::string> bearer_token(const std::filesystem::path& file);

/// The activation interface over HTTPS (docs/activation-interface.md), for any number of threads; connections
/// are kept between requests. Fault::config when the address is none that personal data may go
/// to, or a file that it names cannot be read. Nothing is sent yet.
Result<std::unique_ptr<activation::Backend>> open_http(const HttpService& service);

}  // namespace sscard::backend
