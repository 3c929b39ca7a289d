#include "protocol/lsp/uri.h"

#include <catch2/catch.hpp>

#include <string>

namespace cairn::lsp {
namespace {

std::string path(std::string_view uri) {
  Result<std::string> result = path_from_uri(uri);
  return result ? *std::move(result) : "error: " + result.error().message;
}

TEST_CASE("a file URI gives its path", "[lsp]") {
  CHECK(path("file:///home/a/b.cpp") == "/home/a/b.cpp");
  CHECK(path("file://localhost/a") == "/a");
  CHECK(path("FILE://LOCALHOST/a") == "/a");
  CHECK(path("file:/a/b") == "/a/b");
  CHECK(path("file:///") == "/");
}

TEST_CASE("escapes are decoded, in either case, to any byte", "[lsp]") {
  CHECK(path("file:///a%20b%2Bc%2bd/%C3%A9%ff") == "/a b+c+d/\xC3\xA9\xFF");
  CHECK(path("file:///100%25") == "/100%");
  CHECK(path("file:///a+b") == "/a+b");
}

TEST_CASE("question marks and hashes that a client forgot to encode belong to the name", "[lsp]") {
  CHECK(path("file:///a#b?c") == "/a#b?c");
}

TEST_CASE("broken escapes are refused", "[lsp]") {
  CHECK(path("file:///a%zz") == "error: URI has a broken escape \"%zz\"");
  CHECK(path("file:///a%4") == "error: URI has a broken escape \"%4\"");
  CHECK(path("file:///a%") == "error: URI has a broken escape \"%\"");
  CHECK(path("file:///a%-1b") == "error: URI has a broken escape \"%-1\"");
  CHECK(path("file:///a%00b") == "error: URI has a NUL byte in its path");
}

TEST_CASE("an escape at the very end is decoded", "[lsp]") { CHECK(path("file:///a%41") == "/aA"); }

TEST_CASE("other schemes and what is no URI are refused", "[lsp]") {
  CHECK(path("untitled:Untitled-1") == "error: URI scheme \"untitled\" is not supported, only \"file\"");
  CHECK(path("files:///a") == "error: URI scheme \"files\" is not supported, only \"file\"");
  CHECK(path("/home/a") == "error: \"/home/a\" is not a URI");
  CHECK(path("") == "error: \"\" is not a URI");
  CHECK(path("file:a/b") == "error: URI \"file:a/b\" has no absolute path");
  CHECK(path("file://") == "error: URI \"file://\" has no absolute path");
}

TEST_CASE("other hosts and Windows forms are refused by name", "[lsp]") {
  CHECK(path("file://server/share/a") == "error: URI names the host \"server\"; only local files are supported");
  CHECK(path("file:///C:/a.cpp") == "error: Windows path in URI \"file:///C:/a.cpp\" is not supported");
  CHECK(path("file:///c%3A/a.cpp") == "error: Windows path in URI \"file:///c%3A/a.cpp\" is not supported");
  CHECK(path("file:///d:") == "error: Windows path in URI \"file:///d:\" is not supported");
  CHECK(path_from_uri("file:///C:/a").error().code == ErrorCode::kUnsupported);
}

TEST_CASE("a path becomes a URI with everything unusual encoded", "[lsp]") {
  CHECK(uri_from_path("/home/a-b_c.d~e/F9.cpp") == "file:///home/a-b_c.d~e/F9.cpp");
  CHECK(uri_from_path("/a b/#?%+\xC3\xA9") == "file:///a%20b/%23%3F%25%2B%C3%A9");
}

TEST_CASE("every byte of a path survives the way to a URI and back", "[lsp]") {
  std::string all = "/";
  for (int byte = 1; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  CHECK(path(uri_from_path(all)) == all);
}

}  // namespace
}  // namespace cairn::lsp
