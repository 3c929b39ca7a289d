// Stores on disks that are full, and on those that cannot be written.
#include <functional>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/private_mount.h"
#include "tests/unit/core/store/store_bed.h"

namespace cairn::store {
namespace {

using testing::StoreBed;

constexpr std::uint64_t kDiskBytes = 8 << 20;
constexpr std::uint64_t kPageBytes = 4096;
constexpr test::WorkspaceShape kShape{40, 4, 6, 20};

// Gives a change more and more space until it works. Before that it must fail for lack of
// space and leave no trace. Returns what was wrong.
std::string fill_up(StoreBed& bed, Store& store, const std::string& disk, std::uint64_t step_bytes,
                    const std::function<Result<void>()>& change) {
  int failures = 0;
  for (std::uint64_t left = 0; left < kDiskBytes / 2; left += step_bytes) {
    Result<void> done;
    {
      const test::Ballast ballast(disk, left);
      done = change();
    }
    const std::string at = fmt::format(" [{} bytes left, {}]", left, done ? "done" : done.error().message);
    if (!done && done.error().code != ErrorCode::kNoSpace) return "the wrong error" + at;
    if (const std::string wrong = bed.difference(store); !wrong.empty()) return wrong + at;
    if (!bed.files_in("new").empty()) return "something is left in new/" + at;
    if (bed.files_in("segments").size() != store.snapshot()->parts.size()) return "a segment is left over" + at;
    if (!bed.told.empty()) return bed.told.front() + at;
    if (!store.is_writer()) return "not the writer any more" + at;
    if (done) return failures > 0 ? "" : "it never failed";
    ++failures;
  }
  return "it never worked";
}

TEST_CASE("publishing on a full disk fails and changes nothing, until there is space", "[store][no-space]") {
  CHECK(test::in_private_mount(kDiskBytes, [](const std::string& disk) {
          StoreBed bed(disk + "/store", 1, kShape);
          const auto store = bed.open();
          bed.must_publish(*store, 0, 10, 0);
          return fill_up(bed, *store, disk, kPageBytes, [&] { return bed.publish(*store, 5, 20, 1); });
        }) == "");
}

TEST_CASE("merging on a full disk fails and changes nothing, until there is space", "[store][no-space]") {
  CHECK(test::in_private_mount(kDiskBytes, [](const std::string& disk) {
          StoreBed bed(disk + "/store", 1, kShape);
          bed.options.merge_width = 2;
          const auto store = bed.open();
          bed.must_publish(*store, 0, 10, 0);
          bed.must_publish(*store, 5, 10, 1);
          return fill_up(bed, *store, disk, kPageBytes, [&]() -> Result<void> {
            auto merged = store->merge_once({});
            return merged ? Result<void>() : unexpected(merged.error());
          });
        }) == "");
}

TEST_CASE("removing files on a full disk fails and changes nothing, until there is space", "[store][no-space]") {
  CHECK(test::in_private_mount(kDiskBytes, [](const std::string& disk) {
          StoreBed bed(disk + "/store", 1, kShape);
          const auto store = bed.open();
          bed.must_publish(*store, 0, 20, 0);
          std::uint64_t next = 0;
          // The -wal file grows and is used again, so that not every change needs space.
          for (int round = 0; round < 200; ++round) {
            const test::Ballast ballast(disk, 0);
            const auto removed = store->remove_files(testing::kLayer, {test::RowsGenerator::path(next % 20)});
            if (!removed && removed.error().code != ErrorCode::kNoSpace) return removed.error().message;
            if (!removed) break;
            bed.model.remove(test::RowsGenerator::path(next++ % 20));
          }
          if (const std::string wrong = bed.difference(*store); !wrong.empty()) return wrong;
          bed.remove(*store, next % 20);
          return bed.difference(*store);
        }) == "");
}

TEST_CASE("a store on a full disk opens with all its rows, and is the writer when there is space",
          "[store][no-space]") {
  CHECK(test::in_private_mount(kDiskBytes, [](const std::string& disk) -> std::string {
          StoreBed bed(disk + "/store", 1, kShape);
          auto store = bed.open();
          bed.must_publish(*store, 0, 20, 0);
          bed.must_publish(*store, 5, 10, 1);
          for (std::uint64_t left = 0; left < 16 * kPageBytes; left += kPageBytes) {
            store.reset();
            {
              const test::Ballast ballast(disk, left);
              auto opened = bed.try_open();
              if (!opened) return opened.error().message;
              store = *std::move(opened);
              if (const std::string wrong = bed.difference(*store); !wrong.empty()) return wrong;
            }
            if (auto refreshed = store->refresh(); !refreshed) return refreshed.error().message;
            if (!store->is_writer()) return "not the writer";
            if (const std::string wrong = bed.difference(*store); !wrong.empty()) return wrong;
            if (!bed.told.empty()) return bed.told.front();
          }
          bed.must_publish(*store, 0, 5, 3);
          return bed.difference(*store);
        }) == "");
}

TEST_CASE("a store on a read-only medium gives its rows and takes none", "[store][no-space]") {
  CHECK(test::in_private_mount(kDiskBytes, [](const std::string& disk) -> std::string {
          StoreBed bed(disk + "/store", 1, kShape);
          auto store = bed.open();
          bed.must_publish(*store, 0, 20, 0);
          bed.must_publish(*store, 5, 10, 1);
          bed.remove(*store, 2);
          store.reset();
          test::make_read_only(disk, true);
          store = bed.open();
          if (store->is_writer()) return "it is the writer";
          if (const std::string wrong = bed.difference(*store); !wrong.empty()) return wrong;
          if (bed.publish(*store, 0, 3, 2)) return "published";
          static_cast<void>(store->refresh());
          if (const std::string wrong = bed.difference(*store); !wrong.empty()) return wrong;
          if (!bed.told.empty()) return bed.told.front();
          test::make_read_only(disk, false);
          if (auto refreshed = store->refresh(); !refreshed) return refreshed.error().message;
          if (!store->is_writer()) return "not the writer";
          bed.must_publish(*store, 0, 3, 2);
          return bed.difference(*store);
        }) == "");
}

}  // namespace
}  // namespace cairn::store
