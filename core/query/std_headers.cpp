// Made from the tables of clang's include-cleaner (clang/lib/Tooling/Inclusions/Stdlib of LLVM 19, Apache 2.0 with LLVM
// exceptions), which stem from cppreference.com. Of several headers the first of theirs.
#include "core/query/std_headers.h"

#include <span>
#include <unordered_map>

namespace cairn::query {
namespace {

struct StdHeader {
  std::string_view scope;
  std::string_view header;
  std::string_view names;  // by white space
};

// clang-format off
constexpr StdHeader kCxx[] = {
    {"std::", "algorithm",
     "adjacent_find all_of any_of binary_search clamp copy copy_backward copy_if copy_n count count_if "
     "equal equal_range fill fill_n find find_end find_first_of find_if find_if_not for_each "
     "for_each_n generate generate_n includes inplace_merge is_heap is_heap_until is_partitioned "
     "is_permutation is_sorted is_sorted_until iter_swap lexicographical_compare "
     "lexicographical_compare_three_way lower_bound make_heap max max_element merge min min_element "
     "minmax minmax_element mismatch move_backward next_permutation none_of nth_element partial_sort "
     "partial_sort_copy partition partition_copy partition_point pop_heap prev_permutation push_heap "
     "random_shuffle remove_copy remove_copy_if remove_if replace replace_copy replace_copy_if "
     "replace_if reverse reverse_copy rotate rotate_copy sample search search_n set_difference "
     "set_intersection set_symmetric_difference set_union shift_left shift_right shuffle sort "
     "sort_heap stable_partition stable_sort swap_ranges transform unique unique_copy upper_bound"},
    {"std::", "any",
     "any any_cast bad_any_cast make_any"},
    {"std::", "array",
     "array to_array"},
    {"std::", "atomic",
     "atomic atomic_bool atomic_char atomic_char16_t atomic_char32_t atomic_char8_t "
     "atomic_compare_exchange_strong atomic_compare_exchange_strong_explicit "
     "atomic_compare_exchange_weak atomic_compare_exchange_weak_explicit atomic_exchange "
     "atomic_exchange_explicit atomic_fetch_add atomic_fetch_add_explicit atomic_fetch_and "
     "atomic_fetch_and_explicit atomic_fetch_or atomic_fetch_or_explicit atomic_fetch_sub "
     "atomic_fetch_sub_explicit atomic_fetch_xor atomic_fetch_xor_explicit atomic_flag "
     "atomic_flag_clear atomic_flag_clear_explicit atomic_flag_notify_all atomic_flag_notify_one "
     "atomic_flag_test atomic_flag_test_and_set atomic_flag_test_and_set_explicit "
     "atomic_flag_test_explicit atomic_flag_wait atomic_flag_wait_explicit atomic_init atomic_int "
     "atomic_int16_t atomic_int32_t atomic_int64_t atomic_int8_t atomic_int_fast16_t "
     "atomic_int_fast32_t atomic_int_fast64_t atomic_int_fast8_t atomic_int_least16_t "
     "atomic_int_least32_t atomic_int_least64_t atomic_int_least8_t atomic_intmax_t atomic_intptr_t "
     "atomic_is_lock_free atomic_llong atomic_load atomic_load_explicit atomic_long atomic_notify_all "
     "atomic_notify_one atomic_ptrdiff_t atomic_ref atomic_schar atomic_short atomic_signal_fence "
     "atomic_signed_lock_free atomic_size_t atomic_store atomic_store_explicit atomic_thread_fence "
     "atomic_uchar atomic_uint atomic_uint16_t atomic_uint32_t atomic_uint64_t atomic_uint8_t "
     "atomic_uint_fast16_t atomic_uint_fast32_t atomic_uint_fast64_t atomic_uint_fast8_t "
     "atomic_uint_least16_t atomic_uint_least32_t atomic_uint_least64_t atomic_uint_least8_t "
     "atomic_uintmax_t atomic_uintptr_t atomic_ullong atomic_ulong atomic_unsigned_lock_free "
     "atomic_ushort atomic_wait atomic_wait_explicit atomic_wchar_t kill_dependency memory_order "
     "memory_order_acq_rel memory_order_acquire memory_order_consume memory_order_relaxed "
     "memory_order_release memory_order_seq_cst"},
    {"std::", "barrier",
     "barrier"},
    {"std::", "bit",
     "bit_cast bit_ceil bit_floor bit_width byteswap countl_one countl_zero countr_one countr_zero "
     "endian has_single_bit popcount rotl rotr"},
    {"std::", "bitset",
     "bitset"},
    {"std::", "cctype",
     "isalnum isalpha isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit "
     "tolower toupper"},
    {"std::", "cfenv",
     "feclearexcept fegetenv fegetexceptflag fegetround feholdexcept fenv_t feraiseexcept fesetenv "
     "fesetexceptflag fesetround fetestexcept feupdateenv fexcept_t"},
    {"std::", "charconv",
     "chars_format from_chars from_chars_result to_chars to_chars_result"},
    {"std::", "cinttypes",
     "imaxabs imaxdiv imaxdiv_t strtoimax strtoumax wcstoimax wcstoumax"},
    {"std::", "clocale",
     "lconv localeconv setlocale"},
    {"std::", "cmath",
     "acos acosf acosh acoshf acoshl acosl asin asinf asinh asinhf asinhl asinl assoc_laguerre "
     "assoc_laguerref assoc_laguerrel assoc_legendre assoc_legendref assoc_legendrel atan atan2 atan2f "
     "atan2l atanf atanh atanhf atanhl atanl beta betaf betal cbrt cbrtf cbrtl ceil ceilf ceill "
     "comp_ellint_1 comp_ellint_1f comp_ellint_1l comp_ellint_2 comp_ellint_2f comp_ellint_2l "
     "comp_ellint_3 comp_ellint_3f comp_ellint_3l copysign copysignf copysignl cos cosf cosh coshf "
     "coshl cosl cyl_bessel_i cyl_bessel_if cyl_bessel_il cyl_bessel_j cyl_bessel_jf cyl_bessel_jl "
     "cyl_bessel_k cyl_bessel_kf cyl_bessel_kl cyl_neumann cyl_neumannf cyl_neumannl double_t ellint_1 "
     "ellint_1f ellint_1l ellint_2 ellint_2f ellint_2l ellint_3 ellint_3f ellint_3l erf erfc erfcf "
     "erfcl erff erfl exp exp2 exp2f exp2l expf expint expintf expintl expl expm1 expm1f expm1l fabs "
     "fabsf fabsl fdim fdimf fdiml float_t floor floorf floorl fma fmaf fmal fmax fmaxf fmaxl fmin "
     "fminf fminl fmod fmodf fmodl fpclassify frexp frexpf frexpl hermite hermitef hermitel hypot "
     "hypotf hypotl ilogb ilogbf ilogbl isfinite isgreater isgreaterequal isinf isless islessequal "
     "islessgreater isnan isnormal isunordered laguerre laguerref laguerrel ldexp ldexpf ldexpl "
     "legendre legendref legendrel lerp lgamma lgammaf lgammal llrint llrintf llrintl llround llroundf "
     "llroundl log log10 log10f log10l log1p log1pf log1pl log2 log2f log2l logb logbf logbl logf logl "
     "lrint lrintf lrintl lround lroundf lroundl modf modff modfl nan nanf nanl nearbyint nearbyintf "
     "nearbyintl nextafter nextafterf nextafterl nexttoward nexttowardf nexttowardl pow powf powl "
     "remainder remainderf remainderl remquo remquof remquol riemann_zeta riemann_zetaf riemann_zetal "
     "rint rintf rintl round roundf roundl scalbln scalblnf scalblnl scalbn scalbnf scalbnl signbit "
     "sin sinf sinh sinhf sinhl sinl sph_bessel sph_besself sph_bessell sph_legendre sph_legendref "
     "sph_legendrel sph_neumann sph_neumannf sph_neumannl sqrt sqrtf sqrtl tan tanf tanh tanhf tanhl "
     "tanl tgamma tgammaf tgammal trunc truncf truncl"},
    {"std::", "codecvt",
     "codecvt_mode codecvt_utf16 codecvt_utf8 codecvt_utf8_utf16 consume_header generate_header "
     "little_endian"},
    {"std::", "compare",
     "common_comparison_category common_comparison_category_t compare_partial_order_fallback "
     "compare_strong_order_fallback compare_three_way_result compare_three_way_result_t "
     "compare_weak_order_fallback is_eq is_gt is_gteq is_lt is_lteq is_neq partial_order "
     "partial_ordering strong_order strong_ordering three_way_comparable three_way_comparable_with "
     "weak_order weak_ordering"},
    {"std::", "complex",
     "arg complex conj imag norm polar proj real"},
    {"std::", "concepts",
     "assignable_from common_reference_with common_with constructible_from convertible_to "
     "copy_constructible copyable default_initializable derived_from destructible equality_comparable "
     "equality_comparable_with equivalence_relation floating_point integral invocable movable "
     "move_constructible predicate regular regular_invocable relation same_as semiregular "
     "signed_integral strict_weak_order swappable swappable_with totally_ordered totally_ordered_with "
     "unsigned_integral"},
    {"std::", "condition_variable",
     "condition_variable condition_variable_any cv_status notify_all_at_thread_exit"},
    {"std::", "coroutine",
     "coroutine_handle coroutine_traits noop_coroutine noop_coroutine_handle noop_coroutine_promise "
     "suspend_always suspend_never"},
    {"std::", "csetjmp",
     "jmp_buf longjmp"},
    {"std::", "csignal",
     "raise sig_atomic_t signal"},
    {"std::", "cstdarg",
     "va_list"},
    {"std::", "cstddef",
     "byte max_align_t nullptr_t ptrdiff_t size_t to_integer"},
    {"std::", "cstdint",
     "int16_t int32_t int64_t int8_t int_fast16_t int_fast32_t int_fast64_t int_fast8_t int_least16_t "
     "int_least32_t int_least64_t int_least8_t intmax_t intptr_t uint16_t uint32_t uint64_t uint8_t "
     "uint_fast16_t uint_fast32_t uint_fast64_t uint_fast8_t uint_least16_t uint_least32_t "
     "uint_least64_t uint_least8_t uintmax_t uintptr_t"},
    {"std::", "cstdio",
     "FILE clearerr fclose feof ferror fflush fgetc fgetpos fgets fopen fpos_t fprintf fputc fputs "
     "fread freopen fscanf fseek fsetpos ftell fwrite getc getchar gets perror printf putc putchar "
     "puts rename rewind scanf setbuf setvbuf snprintf sprintf sscanf tmpfile tmpnam ungetc vfprintf "
     "vfscanf vprintf vscanf vsnprintf vsprintf vsscanf"},
    {"std::", "cstdlib",
     "_Exit abort abs aligned_alloc at_quick_exit atexit atof atoi atol atoll bsearch calloc div div_t "
     "exit free getenv labs ldiv ldiv_t llabs lldiv lldiv_t malloc mblen mbstowcs mbtowc qsort "
     "quick_exit rand realloc srand strtod strtof strtol strtold strtoll strtoul strtoull system "
     "wcstombs wctomb"},
    {"std::", "cstring",
     "memchr memcmp memcpy memmove memset strcat strchr strcmp strcoll strcpy strcspn strerror strlen "
     "strncat strncmp strncpy strpbrk strrchr strspn strstr strtok strxfrm"},
    {"std::", "ctime",
     "asctime clock clock_t ctime difftime gmtime localtime mktime strftime time time_t timespec "
     "timespec_get tm"},
    {"std::", "cuchar",
     "c16rtomb c32rtomb c8rtomb mbrtoc16 mbrtoc32 mbrtoc8"},
    {"std::", "cwchar",
     "btowc fgetwc fgetws fputwc fputws fwide fwprintf fwscanf getwc getwchar mbrlen mbrtowc mbsinit "
     "mbsrtowcs mbstate_t putwc putwchar swprintf swscanf ungetwc vfwprintf vfwscanf vswprintf "
     "vswscanf vwprintf vwscanf wcrtomb wcscat wcschr wcscmp wcscoll wcscpy wcscspn wcsftime wcslen "
     "wcsncat wcsncmp wcsncpy wcspbrk wcsrchr wcsrtombs wcsspn wcsstr wcstod wcstof wcstok wcstol "
     "wcstold wcstoll wcstoul wcstoull wcsxfrm wctob wmemchr wmemcmp wmemcpy wmemmove wmemset wprintf "
     "wscanf"},
    {"std::", "cwctype",
     "iswalnum iswalpha iswblank iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct "
     "iswspace iswupper iswxdigit towctrans towlower towupper wctrans wctrans_t wctype wctype_t wint_t"},
    {"std::", "deque",
     "deque"},
    {"std::", "exception",
     "bad_exception current_exception exception exception_ptr get_terminate get_unexpected "
     "make_exception_ptr nested_exception rethrow_exception rethrow_if_nested set_terminate "
     "set_unexpected terminate terminate_handler throw_with_nested uncaught_exception "
     "uncaught_exceptions unexpected_handler"},
    {"std::", "execution",
     "is_execution_policy is_execution_policy_v"},
    {"std::", "format",
     "basic_format_arg basic_format_args basic_format_context basic_format_parse_context format "
     "format_args format_context format_error format_parse_context format_to format_to_n "
     "format_to_n_result formatted_size formatter make_format_args make_wformat_args vformat "
     "vformat_to visit_format_arg wformat_args wformat_context wformat_parse_context"},
    {"std::", "forward_list",
     "forward_list"},
    {"std::", "fstream",
     "basic_filebuf basic_fstream basic_ifstream basic_ofstream fstream ifstream ofstream wfstream "
     "wifstream wofstream"},
    {"std::", "functional",
     "bad_function_call binary_function binary_negate bind bind1st bind2nd bind_back bind_front "
     "binder1st binder2nd bit_and bit_not bit_or bit_xor boyer_moore_horspool_searcher "
     "boyer_moore_searcher const_mem_fun1_ref_t const_mem_fun1_t const_mem_fun_ref_t const_mem_fun_t "
     "cref default_searcher divides equal_to function greater greater_equal hash identity invoke "
     "invoke_r is_bind_expression is_bind_expression_v is_placeholder is_placeholder_v less less_equal "
     "logical_and logical_not logical_or mem_fn mem_fun mem_fun1_ref_t mem_fun1_t mem_fun_ref "
     "mem_fun_ref_t mem_fun_t minus modulus move_only_function multiplies negate not1 not2 "
     "not_equal_to not_fn plus ptr_fun ref reference_wrapper unary_function unary_negate"},
    {"std::", "future",
     "async future future_category future_errc future_error future_status launch packaged_task promise "
     "shared_future"},
    {"std::", "initializer_list",
     "initializer_list"},
    {"std::", "iomanip",
     "get_money get_time put_money put_time quoted resetiosflags setbase setfill setiosflags "
     "setprecision setw"},
    {"std::", "ios",
     "basic_ios boolalpha dec defaultfloat fixed fpos hex hexfloat internal io_errc io_state ios "
     "ios_base iostream_category left noboolalpha noshowbase noshowpoint noshowpos noskipws nounitbuf "
     "nouppercase oct open_mode right scientific seek_dir showbase showpoint showpos skipws streamoff "
     "streamsize unitbuf uppercase wios"},
    {"std::", "iosfwd",
     "streampos u16streampos u32streampos u8streampos wstreampos"},
    {"std::", "iostream",
     "cerr cin clog cout wcerr wcin wclog wcout"},
    {"std::", "istream",
     "basic_iostream basic_istream iostream istream wiostream wistream ws"},
    {"std::", "iterator",
     "advance back_insert_iterator back_inserter begin bidirectional_iterator "
     "bidirectional_iterator_tag cbegin cend common_iterator contiguous_iterator "
     "contiguous_iterator_tag counted_iterator crbegin crend data default_sentinel default_sentinel_t "
     "disable_sized_sentinel_for distance empty end forward_iterator forward_iterator_tag "
     "front_insert_iterator front_inserter incrementable incrementable_traits "
     "indirect_binary_predicate indirect_equivalence_relation indirect_result_t "
     "indirect_strict_weak_order indirect_unary_predicate indirectly_comparable indirectly_copyable "
     "indirectly_copyable_storable indirectly_movable indirectly_movable_storable indirectly_readable "
     "indirectly_readable_traits indirectly_regular_unary_invocable indirectly_swappable "
     "indirectly_unary_invocable indirectly_writable input_iterator input_iterator_tag "
     "input_or_output_iterator insert_iterator inserter istream_iterator istreambuf_iterator "
     "iter_common_reference_t iter_const_reference_t iter_difference_t iter_reference_t "
     "iter_rvalue_reference_t iter_value_t iterator iterator_traits make_move_iterator "
     "make_reverse_iterator mergeable move_iterator move_sentinel next ostream_iterator "
     "ostreambuf_iterator output_iterator output_iterator_tag permutable prev projected "
     "random_access_iterator random_access_iterator_tag rbegin rend reverse_iterator sentinel_for size "
     "sized_sentinel_for sortable ssize unreachable_sentinel unreachable_sentinel_t "
     "weakly_incrementable"},
    {"std::", "latch",
     "latch"},
    {"std::", "limits",
     "denorm_absent denorm_indeterminate denorm_present float_denorm_style float_round_style "
     "numeric_limits round_indeterminate round_to_nearest round_toward_infinity "
     "round_toward_neg_infinity round_toward_zero"},
    {"std::", "list",
     "list"},
    {"std::", "locale",
     "codecvt codecvt_base codecvt_byname collate collate_byname ctype ctype_base ctype_byname "
     "has_facet locale messages messages_base messages_byname money_base money_get money_put "
     "moneypunct moneypunct_byname num_get num_put numpunct numpunct_byname time_base time_get "
     "time_get_byname time_put time_put_byname use_facet wbuffer_convert wstring_convert"},
    {"std::", "map",
     "map multimap"},
    {"std::", "memory",
     "addressof align allocate_at_least allocate_shared allocate_shared_for_overwrite "
     "allocation_result allocator allocator_arg allocator_arg_t allocator_traits assume_aligned "
     "auto_ptr bad_weak_ptr const_pointer_cast construct_at declare_no_pointers declare_reachable "
     "default_delete destroy destroy_at destroy_n dynamic_pointer_cast enable_shared_from_this "
     "get_deleter get_pointer_safety get_temporary_buffer inout_ptr inout_ptr_t "
     "make_obj_using_allocator make_shared make_shared_for_overwrite make_unique "
     "make_unique_for_overwrite out_ptr out_ptr_t owner_less pointer_safety pointer_traits preferred "
     "raw_storage_iterator reinterpret_pointer_cast return_temporary_buffer shared_ptr "
     "static_pointer_cast strict to_address undeclare_no_pointers undeclare_reachable "
     "uninitialized_construct_using_allocator uninitialized_copy uninitialized_copy_n "
     "uninitialized_default_construct uninitialized_default_construct_n uninitialized_fill "
     "uninitialized_fill_n uninitialized_move uninitialized_move_n uninitialized_value_construct "
     "uninitialized_value_construct_n unique_ptr uses_allocator uses_allocator_construction_args "
     "uses_allocator_v weak_ptr"},
    {"std::", "mutex",
     "adopt_lock adopt_lock_t call_once defer_lock defer_lock_t lock lock_guard mutex once_flag "
     "recursive_mutex recursive_timed_mutex scoped_lock timed_mutex try_lock try_to_lock try_to_lock_t "
     "unique_lock"},
    {"std::", "new",
     "align_val_t bad_alloc bad_array_new_length destroying_delete destroying_delete_t get_new_handler "
     "hardware_constructive_interference_size hardware_destructive_interference_size launder "
     "new_handler nothrow nothrow_t set_new_handler"},
    {"std::", "numeric",
     "accumulate adjacent_difference exclusive_scan gcd inclusive_scan inner_product iota lcm midpoint "
     "partial_sum reduce transform_exclusive_scan transform_inclusive_scan transform_reduce"},
    {"std::", "optional",
     "bad_optional_access make_optional nullopt nullopt_t optional"},
    {"std::", "ostream",
     "basic_ostream emit_on_flush endl ends flush flush_emit noemit_on_flush ostream wostream"},
    {"std::", "queue",
     "priority_queue queue"},
    {"std::", "random",
     "bernoulli_distribution binomial_distribution cauchy_distribution chi_squared_distribution "
     "default_random_engine discard_block_engine discrete_distribution exponential_distribution "
     "extreme_value_distribution fisher_f_distribution gamma_distribution generate_canonical "
     "geometric_distribution independent_bits_engine knuth_b linear_congruential_engine "
     "lognormal_distribution mersenne_twister_engine minstd_rand minstd_rand0 mt19937 mt19937_64 "
     "negative_binomial_distribution normal_distribution piecewise_constant_distribution "
     "piecewise_linear_distribution poisson_distribution random_device ranlux24 ranlux24_base ranlux48 "
     "ranlux48_base seed_seq shuffle_order_engine student_t_distribution subtract_with_carry_engine "
     "uniform_int_distribution uniform_random_bit_generator uniform_real_distribution "
     "weibull_distribution"},
    {"std::", "ranges",
     "from_range from_range_t"},
    {"std::", "ratio",
     "atto centi deca deci exa femto giga hecto kilo mega micro milli nano peta pico ratio ratio_add "
     "ratio_divide ratio_equal ratio_equal_v ratio_greater ratio_greater_equal ratio_greater_equal_v "
     "ratio_greater_v ratio_less ratio_less_equal ratio_less_equal_v ratio_less_v ratio_multiply "
     "ratio_not_equal ratio_not_equal_v ratio_subtract tera yocto yotta zepto zetta"},
    {"std::", "regex",
     "basic_regex cmatch cregex_iterator cregex_token_iterator csub_match match_results regex "
     "regex_error regex_iterator regex_match regex_replace regex_search regex_token_iterator "
     "regex_traits smatch sregex_iterator sregex_token_iterator ssub_match sub_match wcmatch "
     "wcregex_iterator wcregex_token_iterator wcsub_match wregex wsmatch wsregex_iterator "
     "wsregex_token_iterator wssub_match"},
    {"std::", "scoped_allocator",
     "scoped_allocator_adaptor"},
    {"std::", "semaphore",
     "binary_semaphore counting_semaphore"},
    {"std::", "set",
     "multiset set"},
    {"std::", "shared_mutex",
     "shared_lock shared_mutex shared_timed_mutex"},
    {"std::", "source_location",
     "source_location"},
    {"std::", "span",
     "as_bytes as_writable_bytes dynamic_extent span"},
    {"std::", "spanstream",
     "basic_ispanstream basic_ospanstream basic_spanbuf basic_spanstream ispanstream ospanstream "
     "spanbuf spanstream wispanstream wospanstream wspanbuf wspanstream"},
    {"std::", "sstream",
     "basic_istringstream basic_ostringstream basic_stringbuf basic_stringstream istringstream "
     "ostringstream stringbuf stringstream wistringstream wostringstream wstringbuf wstringstream"},
    {"std::", "stack",
     "stack"},
    {"std::", "stacktrace",
     "basic_stacktrace stacktrace stacktrace_entry"},
    {"std::", "stdexcept",
     "domain_error invalid_argument length_error logic_error out_of_range overflow_error range_error "
     "runtime_error underflow_error"},
    {"std::", "stop_token",
     "nostopstate nostopstate_t stop_callback stop_source stop_token"},
    {"std::", "streambuf",
     "basic_streambuf filebuf streambuf wfilebuf wstreambuf"},
    {"std::", "string",
     "basic_string char_traits getline stod stof stoi stol stold stoll stoul stoull string to_string "
     "to_wstring u16string u32string u8string wstring"},
    {"std::", "string_view",
     "basic_string_view string_view u16string_view u32string_view u8string_view wstring_view"},
    {"std::", "strstream",
     "istrstream ostrstream strstream strstreambuf"},
    {"std::", "syncstream",
     "basic_osyncstream basic_syncbuf osyncstream syncbuf wosyncstream wsyncbuf"},
    {"std::", "system_error",
     "errc error_category error_code error_condition generic_category is_error_code_enum "
     "is_error_condition_enum is_error_condition_enum_v system_category system_error"},
    {"std::", "thread",
     "jthread thread"},
    {"std::", "tuple",
     "apply forward_as_tuple ignore make_from_tuple make_tuple tie tuple tuple_cat tuple_element "
     "tuple_element_t tuple_size tuple_size_v"},
    {"std::", "type_traits",
     "add_const add_const_t add_cv add_cv_t add_lvalue_reference add_lvalue_reference_t add_pointer "
     "add_pointer_t add_rvalue_reference add_rvalue_reference_t add_volatile add_volatile_t "
     "aligned_storage aligned_storage_t aligned_union aligned_union_t alignment_of alignment_of_v "
     "basic_common_reference bool_constant common_reference common_reference_t common_type "
     "common_type_t conditional conditional_t conjunction conjunction_v decay decay_t disjunction "
     "disjunction_v enable_if enable_if_t extent extent_v false_type has_unique_object_representations "
     "has_unique_object_representations_v has_virtual_destructor has_virtual_destructor_v "
     "integral_constant invoke_result invoke_result_t is_abstract is_abstract_v is_aggregate "
     "is_aggregate_v is_arithmetic is_arithmetic_v is_array is_array_v is_assignable is_assignable_v "
     "is_base_of is_base_of_v is_bounded_array is_bounded_array_v is_class is_class_v is_compound "
     "is_compound_v is_const is_const_v is_constant_evaluated is_constructible is_constructible_v "
     "is_convertible is_convertible_v is_copy_assignable is_copy_assignable_v is_copy_constructible "
     "is_copy_constructible_v is_corresponding_member is_default_constructible "
     "is_default_constructible_v is_destructible is_destructible_v is_empty is_empty_v is_enum "
     "is_enum_v is_final is_final_v is_floating_point is_floating_point_v is_function is_function_v "
     "is_fundamental is_fundamental_v is_integral is_integral_v is_invocable is_invocable_r "
     "is_invocable_r_v is_invocable_v is_layout_compatible is_layout_compatible_v is_literal_type "
     "is_literal_type_v is_lvalue_reference is_lvalue_reference_v is_member_function_pointer "
     "is_member_function_pointer_v is_member_object_pointer is_member_object_pointer_v "
     "is_member_pointer is_member_pointer_v is_move_assignable is_move_assignable_v "
     "is_move_constructible is_move_constructible_v is_nothrow_assignable is_nothrow_assignable_v "
     "is_nothrow_constructible is_nothrow_constructible_v is_nothrow_convertible "
     "is_nothrow_convertible_v is_nothrow_copy_assignable is_nothrow_copy_assignable_v "
     "is_nothrow_copy_constructible is_nothrow_copy_constructible_v is_nothrow_default_constructible "
     "is_nothrow_default_constructible_v is_nothrow_destructible is_nothrow_destructible_v "
     "is_nothrow_invocable is_nothrow_invocable_r is_nothrow_invocable_r_v is_nothrow_invocable_v "
     "is_nothrow_move_assignable is_nothrow_move_assignable_v is_nothrow_move_constructible "
     "is_nothrow_move_constructible_v is_nothrow_swappable is_nothrow_swappable_v "
     "is_nothrow_swappable_with is_nothrow_swappable_with_v is_null_pointer is_null_pointer_v "
     "is_object is_object_v is_pod is_pod_v is_pointer is_pointer_interconvertible_base_of "
     "is_pointer_interconvertible_base_of_v is_pointer_interconvertible_with_class is_pointer_v "
     "is_polymorphic is_polymorphic_v is_reference is_reference_v is_rvalue_reference "
     "is_rvalue_reference_v is_same is_same_v is_scalar is_scalar_v is_scoped_enum is_scoped_enum_v "
     "is_signed is_signed_v is_standard_layout is_standard_layout_v is_swappable is_swappable_v "
     "is_swappable_with is_swappable_with_v is_trivial is_trivial_v is_trivially_assignable "
     "is_trivially_assignable_v is_trivially_constructible is_trivially_constructible_v "
     "is_trivially_copy_assignable is_trivially_copy_assignable_v is_trivially_copy_constructible "
     "is_trivially_copy_constructible_v is_trivially_copyable is_trivially_copyable_v "
     "is_trivially_default_constructible is_trivially_default_constructible_v "
     "is_trivially_destructible is_trivially_destructible_v is_trivially_move_assignable "
     "is_trivially_move_assignable_v is_trivially_move_constructible is_trivially_move_constructible_v "
     "is_unbounded_array is_unbounded_array_v is_union is_union_v is_unsigned is_unsigned_v is_void "
     "is_void_v is_volatile is_volatile_v make_signed make_signed_t make_unsigned make_unsigned_t "
     "negation negation_v rank rank_v remove_all_extents remove_all_extents_t remove_const "
     "remove_const_t remove_cv remove_cv_t remove_cvref remove_cvref_t remove_extent remove_extent_t "
     "remove_pointer remove_pointer_t remove_reference remove_reference_t remove_volatile "
     "remove_volatile_t result_of result_of_t true_type type_identity type_identity_t underlying_type "
     "underlying_type_t unwrap_ref_decay unwrap_ref_decay_t unwrap_reference void_t"},
    {"std::", "typeindex",
     "type_index"},
    {"std::", "typeinfo",
     "bad_cast bad_typeid type_info"},
    {"std::", "unordered_map",
     "unordered_map unordered_multimap"},
    {"std::", "unordered_set",
     "unordered_multiset unordered_set"},
    {"std::", "utility",
     "as_const cmp_equal cmp_greater cmp_greater_equal cmp_less cmp_less_equal cmp_not_equal declval "
     "exchange forward forward_like in_place in_place_index in_place_index_t in_place_t in_place_type "
     "in_place_type_t in_range index_sequence index_sequence_for integer_sequence make_index_sequence "
     "make_integer_sequence make_pair move_if_noexcept pair piecewise_construct piecewise_construct_t "
     "swap to_underlying unreachable"},
    {"std::", "valarray",
     "gslice gslice_array indirect_array mask_array slice slice_array valarray"},
    {"std::", "variant",
     "bad_variant_access get_if holds_alternative monostate variant variant_alternative "
     "variant_alternative_t variant_npos variant_size variant_size_v visit"},
    {"std::", "vector",
     "erase erase_if vector"},
    {"std::chrono::", "chrono",
     "April August December February Friday January July June March May Monday November October "
     "Saturday September Sunday Thursday Tuesday Wednesday abs ambiguous_local_time choose clock_cast "
     "clock_time_conversion current_zone day duration duration_cast duration_values file_clock "
     "file_seconds file_time get_leap_second_info gps_clock gps_seconds gps_time hh_mm_ss "
     "high_resolution_clock hours is_am is_clock is_clock_v is_pm last last_spec leap_second "
     "leap_second_info local_info local_seconds local_t local_time local_time_format locate_zone "
     "make12 make24 microseconds milliseconds minutes month month_day month_day_last month_weekday "
     "month_weekday_last nanoseconds nonexistent_local_time parse seconds steady_clock sys_days "
     "sys_info sys_seconds sys_time system_clock tai_clock tai_seconds tai_time time_point "
     "time_point_cast time_zone time_zone_link treat_as_floating_point treat_as_floating_point_v tzdb "
     "tzdb_list utc_clock utc_seconds utc_time weekday weekday_indexed weekday_last year year_month "
     "year_month_day year_month_day_last year_month_weekday year_month_weekday_last zoned_seconds "
     "zoned_time zoned_traits"},
    {"std::execution::", "execution",
     "par par_unseq parallel_policy parallel_unsequenced_policy seq sequenced_policy unseq "
     "unsequenced_policy"},
    {"std::filesystem::", "filesystem",
     "absolute canonical copy copy_file copy_options copy_symlink create_directories create_directory "
     "create_directory_symlink create_hard_link create_symlink current_path directory_entry "
     "directory_iterator directory_options equivalent exists file_size file_status file_time_type "
     "file_type filesystem_error hard_link_count hash_value is_block_file is_character_file "
     "is_directory is_empty is_fifo is_other is_regular_file is_socket is_symlink last_write_time path "
     "perm_options permissions perms proximate read_symlink recursive_directory_iterator relative "
     "remove remove_all rename resize_file space space_info status status_known symlink_status "
     "temp_directory_path u8path weakly_canonical"},
    {"std::numbers::", "numbers",
     "e e_v egamma egamma_v inv_pi inv_pi_v inv_sqrt3 inv_sqrt3_v inv_sqrtpi inv_sqrtpi_v ln10 ln10_v "
     "ln2 ln2_v log10e log10e_v log2e log2e_v phi phi_v pi pi_v sqrt2 sqrt2_v sqrt3 sqrt3_v"},
    {"std::placeholders::", "functional",
     "_1 _10 _11 _12 _13 _14 _15 _16 _17 _18 _19 _2 _20 _21 _22 _23 _24 _25 _26 _27 _28 _29 _3 _4 _5 "
     "_6 _7 _8 _9"},
    {"std::pmr::", "deque",
     "deque"},
    {"std::pmr::", "forward_list",
     "forward_list"},
    {"std::pmr::", "list",
     "list"},
    {"std::pmr::", "map",
     "map multimap"},
    {"std::pmr::", "memory_resource",
     "get_default_resource memory_resource monotonic_buffer_resource new_delete_resource "
     "null_memory_resource polymorphic_allocator pool_options set_default_resource "
     "synchronized_pool_resource unsynchronized_pool_resource"},
    {"std::pmr::", "regex",
     "cmatch match_results smatch wcmatch wsmatch"},
    {"std::pmr::", "set",
     "multiset set"},
    {"std::pmr::", "stacktrace",
     "stacktrace"},
    {"std::pmr::", "string",
     "basic_string string u16string u32string u8string wstring"},
    {"std::pmr::", "unordered_map",
     "unordered_map unordered_multimap"},
    {"std::pmr::", "unordered_set",
     "unordered_multiset unordered_set"},
    {"std::pmr::", "vector",
     "vector"},
    {"std::ranges::", "algorithm",
     "adjacent_find all_of any_of binary_transform_result clamp contains contains_subrange copy "
     "copy_backward copy_backward_result copy_if copy_if_result copy_n copy_n_result copy_result count "
     "count_if ends_with equal fill fill_n find find_end find_first_of find_if find_if_not find_last "
     "find_last_if find_last_if_not for_each for_each_n for_each_n_result for_each_result generate "
     "generate_n in_found_result in_fun_result in_in_out_result in_in_result in_out_out_result "
     "in_out_result in_value_result includes inplace_merge is_heap is_heap_until is_partitioned "
     "is_permutation is_sorted is_sorted_until lexicographical_compare make_heap max max_element merge "
     "merge_result min min_element min_max_result minmax minmax_element minmax_element_result "
     "minmax_result mismatch mismatch_result move move_backward move_backward_result move_result "
     "next_permutation next_permutation_result none_of nth_element out_value_result partial_sort "
     "partial_sort_copy partial_sort_copy_result partition partition_copy partition_copy_result "
     "partition_point pop_heap prev_permutation prev_permutation_result push_heap remove remove_copy "
     "remove_copy_if remove_copy_if_result remove_copy_result remove_if replace replace_copy "
     "replace_copy_if replace_copy_if_result replace_copy_result replace_if reverse reverse_copy "
     "reverse_copy_result rotate rotate_copy rotate_copy_result sample search search_n set_difference "
     "set_difference_result set_intersection set_intersection_result set_symmetric_difference "
     "set_symmetric_difference_result set_union set_union_result shift_left shift_right shuffle sort "
     "sort_heap stable_partition stable_sort starts_with swap_ranges swap_ranges_result transform "
     "unary_transform_result unique unique_copy unique_copy_result"},
    {"std::ranges::", "concepts",
     "swap"},
    {"std::ranges::", "functional",
     "equal_to greater greater_equal less less_equal not_equal_to"},
    {"std::ranges::", "iterator",
     "advance distance iter_move iter_swap next prev"},
    {"std::ranges::", "memory",
     "construct_at destroy destroy_at destroy_n uninitialized_copy uninitialized_copy_n "
     "uninitialized_copy_n_result uninitialized_copy_result uninitialized_default_construct "
     "uninitialized_default_construct_n uninitialized_fill uninitialized_fill_n uninitialized_move "
     "uninitialized_move_n uninitialized_move_n_result uninitialized_move_result "
     "uninitialized_value_construct uninitialized_value_construct_n"},
    {"std::ranges::", "numeric",
     "iota iota_result"},
    {"std::ranges::", "ranges",
     "as_const_view as_rvalue_view basic_istream_view begin bidirectional_range borrowed_iterator_t "
     "borrowed_range borrowed_subrange_t cbegin cdata cend common_range common_view const_iterator_t "
     "constant_range contiguous_range crbegin crend dangling data disable_sized_range drop_view "
     "drop_while_view elements_view empty empty_view enable_borrowed_range enable_view end filter_view "
     "forward_range input_range iota_view istream_view iterator_t join_view join_with_view keys_view "
     "lazy_split_view output_range owning_view random_access_range range range_const_reference_t "
     "range_difference_t range_reference_t range_rvalue_reference_t range_size_t range_value_t rbegin "
     "ref_view rend reverse_view sentinel_t single_view size sized_range split_view ssize subrange "
     "subrange_kind take_view take_while_view to transform_view values_view view view_base "
     "view_interface viewable_range wistream_view zip_transform_view zip_view"},
    {"std::ranges::views::", "ranges",
     "all all_t as_const as_rvalue common counted drop drop_while elements empty filter iota istream "
     "join join_with keys lazy_split reverse single split take take_while transform values zip "
     "zip_transform"},
    {"std::regex_constants::", "regex",
     "ECMAScript awk basic collate egrep error_backref error_badbrace error_badrepeat error_brace "
     "error_brack error_collate error_complexity error_ctype error_escape error_paren error_range "
     "error_space error_stack error_type extended format_default format_first_only format_no_copy "
     "format_sed grep icase match_any match_continuous match_default match_flag_type match_not_bol "
     "match_not_bow match_not_eol match_not_eow match_not_null match_prev_avail multiline nosubs "
     "optimize syntax_option_type"},
    {"std::this_thread::", "thread",
     "get_id sleep_for sleep_until yield"},
    {"std::views::", "ranges",
     "all all_t as_const as_rvalue common counted drop drop_while elements empty filter iota istream "
     "join join_with keys lazy_split reverse single split take take_while transform values zip "
     "zip_transform"},
};

constexpr StdHeader kC[] = {
    {"", "assert.h",
     "assert static_assert"},
    {"", "complex.h",
     "CMPLX CMPLXF CMPLXL I _Complex_I _Imaginary_I cabs cabsf cabsl cacos cacosf cacosh cacoshf "
     "cacoshl cacosl carg cargf cargl casin casinf casinh casinhf casinhl casinl catan catanf catanh "
     "catanhf catanhl catanl ccos ccosf ccosh ccoshf ccoshl ccosl cexp cexpf cexpl cimag cimagf cimagl "
     "clog clogf clogl complex conj conjf conjl cpow cpowf cpowl cproj cprojf cprojl creal crealf "
     "creall csin csinf csinh csinhf csinhl csinl csqrt csqrtf csqrtl ctan ctanf ctanh ctanhf ctanhl "
     "ctanl imaginary"},
    {"", "ctype.h",
     "isalnum isalpha isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit "
     "tolower toupper"},
    {"", "errno.h",
     "EDOM EILSEQ ERANGE errno"},
    {"", "fenv.h",
     "FE_ALL_EXCEPT FE_DFL_ENV FE_DIVBYZERO FE_DOWNWARD FE_INEXACT FE_INVALID FE_OVERFLOW FE_TONEAREST "
     "FE_TOWARDZERO FE_UNDERFLOW FE_UPWARD feclearexcept fegetenv fegetexceptflag fegetround "
     "feholdexcept fenv_t feraiseexcept fesetenv fesetexceptflag fesetround fetestexcept feupdateenv "
     "fexcept_t"},
    {"", "float.h",
     "DBL_DECIMAL_DIG DBL_DIG DBL_EPSILON DBL_HAS_SUBNORM DBL_MANT_DIG DBL_MAX DBL_MAX_10_EXP "
     "DBL_MAX_EXP DBL_MIN DBL_MIN_10_EXP DBL_MIN_EXP DBL_TRUE_MIN DECIMAL_DIG FLT_DECIMAL_DIG FLT_DIG "
     "FLT_EPSILON FLT_EVAL_METHOD FLT_HAS_SUBNORM FLT_MANT_DIG FLT_MAX FLT_MAX_10_EXP FLT_MAX_EXP "
     "FLT_MIN FLT_MIN_10_EXP FLT_MIN_EXP FLT_RADIX FLT_ROUNDS FLT_TRUE_MIN LDBL_DECIMAL_DIG LDBL_DIG "
     "LDBL_EPSILON LDBL_HAS_SUBNORM LDBL_MANT_DIG LDBL_MAX LDBL_MAX_10_EXP LDBL_MAX_EXP LDBL_MIN "
     "LDBL_MIN_10_EXP LDBL_MIN_EXP LDBL_TRUE_MIN"},
    {"", "inttypes.h",
     "imaxabs strtoimax strtoumax wcstoimax wcstoumax"},
    {"", "iso646.h",
     "and and_eq bitand bitor compl not not_eq or or_eq xor xor_eq"},
    {"", "limits.h",
     "CHAR_BIT CHAR_MAX CHAR_MIN INT_MAX INT_MIN LLONG_MAX LLONG_MIN LONG_MAX LONG_MIN MB_LEN_MAX "
     "SCHAR_MAX SCHAR_MIN SHRT_MAX SHRT_MIN UCHAR_MAX UINT_MAX ULLONG_MAX ULONG_MAX USHRT_MAX"},
    {"", "locale.h",
     "LC_ALL LC_COLLATE LC_CTYPE LC_MONETARY LC_NUMERIC LC_TIME lconv localeconv setlocale"},
    {"", "math.h",
     "FP_INFINITE FP_NAN FP_NORNAL FP_SUBNORMAL FP_ZERO HUGE_VAL HUGE_VALF HUGE_VALL INFINITY "
     "MATH_ERREXCEPT MATH_ERRNO NAN acos acosf acosh acoshf acoshl acosl asin asinf asinh asinhf "
     "asinhl asinl atan atan2 atan2f atan2l atanf atanh atanhf atanhl atanl cbrt cbrtf cbrtl ceil "
     "ceilf ceill copysign copysignf copysignl cos cosf cosh coshf coshl cosl double_t erf erfc erfcf "
     "erfcl erff erfl exp exp2 exp2f exp2l expf expl expm1 expm1f expm1l fabs fabsf fabsl fdim fdimf "
     "fdiml float_t floor floorf floorl fma fmaf fmal fmax fmaxf fmaxl fmin fminf fminl fmod fmodf "
     "fmodl fpclassify frexp frexpf frexpl hypot hypotf hypotl ilogb ilogbf ilogbl isfinite isgreater "
     "isgreaterequal isinf isless islessequal islessgreater isnan isnormal isunordered ldexp ldexpf "
     "ldexpl lgamma lgammaf lgammal llrint llrintf llrintl llround llroundf llroundl log log10 log10f "
     "log10l log1p log1pf log1pl log2 log2f log2l logb logbf logbl logf logl lrint lrintf lrintl "
     "lround lroundf lroundl math_errhandling modf modff modfl nan nanf nanl nearbyint nearbyintf "
     "nearbyintl nextafter nextafterf nextafterl nexttoward nexttowardf nexttowardl pow powf powl "
     "remainder remainderf remainderl remquo remquof remquol rint rintf rintl round roundf roundl "
     "scalbln scalblnf scalblnl scalbn scalbnf scalbnl signbit sin sinf sinh sinhf sinhl sinl sqrt "
     "sqrtf sqrtl tan tanf tanh tanhf tanhl tanl tgamma tgammaf tgammal trunc truncf truncl"},
    {"", "setjmp.h",
     "jmp_buf longjmp setjmp"},
    {"", "signal.h",
     "SIGABRT SIGFPE SIGILL SIGINT SIGSEGV SIGTERM SIG_DFL SIG_ERR SIG_IGN raise sig_atomic_t signal"},
    {"", "stdalign.h",
     "__alignas_is_defined __alignof_is_defined alignas alignof"},
    {"", "stdarg.h",
     "va_arg va_copy va_end va_start"},
    {"", "stdatomic.h",
     "ATOMIC_BOOL_LOCK_FREE ATOMIC_CHAR16_T_LOCK_FREE ATOMIC_CHAR32_T_LOCK_FREE ATOMIC_CHAR_LOCK_FREE "
     "ATOMIC_FLAG_INIT ATOMIC_INT_LOCK_FREE ATOMIC_LLONG_LOCK_FREE ATOMIC_LONG_LOGK_FREE "
     "ATOMIC_POINTER_LOCK_FREE ATOMIC_SHORT_LOCK_FREE ATOMIC_VAR_INIT ATOMIC_WCHAR_T_LOCK_FREE "
     "atomic_bool atomic_char atomic_char16_t atomic_char32_t atomic_compare_exchange_strong "
     "atomic_compare_exchange_strong_explicit atomic_compare_exchange_weak "
     "atomic_compare_exchange_weak_explicit atomic_exchange atomic_exchange_explicit atomic_fetch_add "
     "atomic_fetch_add_explicit atomic_fetch_and atomic_fetch_and_explicit atomic_fetch_or "
     "atomic_fetch_or_explicit atomic_fetch_sub atomic_fetch_sub_explicit atomic_fetch_xor "
     "atomic_fetch_xor_explicit atomic_flag atomic_flag_clear atomic_flag_clear_explicit "
     "atomic_flag_test_and_set atomic_flag_test_and_set_explicit atomic_init atomic_int "
     "atomic_int_fast16_t atomic_int_fast32_t atomic_int_fast64_t atomic_int_fast8_t "
     "atomic_int_least16_t atomic_int_least32_t atomic_int_least64_t atomic_int_least8_t "
     "atomic_intmax_t atomic_intptr_t atomic_is_lock_free atomic_llong atomic_load "
     "atomic_load_explicit atomic_long atomic_ptrdiff_t atomic_schar atomic_short atomic_signal_fence "
     "atomic_size_t atomic_store atomic_store_explicit atomic_thread_fence atomic_uchar atomic_uint "
     "atomic_uint_fast16_t atomic_uint_fast32_t atomic_uint_fast64_t atomic_uint_fast8_t "
     "atomic_uint_least16_t atomic_uint_least32_t atomic_uint_least64_t atomic_uint_least8_t "
     "atomic_uintmax_t atomic_uintptr_t atomic_ullong atomic_ulong atomic_ushort atomic_wchar_t "
     "kill_dependency memory_order memory_order_acq_rel memory_order_acquire memory_order_consume "
     "memory_order_relaxed memory_order_release memory_order_seq_cst"},
    {"", "stddef.h",
     "max_align_t offsetof ptrdiff_t rsize_t size_t"},
    {"", "stdint.h",
     "INT16_MAX INT16_MIN INT32_MAX INT32_MIN INT64_MAX INT64_MIN INT8_MAX INT8_MIN INTMAX_MAX "
     "INTMAX_MIN INTPTR_MAX INTPTR_MIN INT_FAST16_MAX INT_FAST16_MIN INT_FAST32_MAX INT_FAST32_MIN "
     "INT_FAST64_MAX INT_FAST64_MIN INT_FAST8_MAX INT_FAST8_MIN INT_LEAST16_MAX INT_LEAST16_MIN "
     "INT_LEAST32_MAX INT_LEAST32_MIN INT_LEAST64_MAX INT_LEAST64_MIN INT_LEAST8_MAX INT_LEAST8_MIN "
     "PTRDIFF_MAX PTRDIFF_MIN RSIZE_MAX SIG_ATOMIC_MAX SIG_ATOMIC_MIN SIZE_MAX UINT16_MAX UINT32_MAX "
     "UINT64_MAX UINT8_MAX UINTMAX_MAX UINTPTR_MAX UINT_FAST16_MAX UINT_FAST32_MAX UINT_FAST64_MAX "
     "UINT_FAST8_MAX UINT_LEAST16_MAX UINT_LEAST32_MAX UINT_LEAST64_MAX UINT_LEAST8_MAX WINT_MAX "
     "WINT_MIN int16_t int32_t int64_t int8_t int_fast16_t int_fast32_t int_fast64_t int_fast8_t "
     "int_least16_t int_least32_t int_least64_t int_least8_t intmax_t intptr_t uint16_t uint32_t "
     "uint64_t uint8_t uint_fast16_t uint_fast32_t uint_fast64_t uint_fast8_t uint_least16_t "
     "uint_least32_t uint_least64_t uint_least8_t uintmax_t uintptr_t"},
    {"", "stdio.h",
     "BUFSIZ EOF FILE FILENAME_MAX FOPEN_MAX L_tmpnam L_tmpnam_s SEEK_CUR SEEK_END SEEK_SET TMP_MAX "
     "TMP_MAX_S _IOFBF _IOLBF _IONBF clearerr fclose feof ferror fflush fgetc fgetpos fgets fopen "
     "fopen_s fpos_t fprintf fprintf_s fputc fputs fread freopen freopen_s fscanf fscanf_s fseek "
     "fsetpos ftell fwrite getc getchar gets gets_s perror printf printf_s putc putchar puts remove "
     "rename rewind scanf scanf_s setbuf setvbuf snprintf snprintf_s sprintf sprintf_s sscanf sscanf_s "
     "stderr stdin stdout tmpfile tmpfile_s tmpnam tmpnam_s ungetc vfprintf vfprintf_s vfscanf "
     "vfscanf_s vprintf vprintf_s vscanf vscanf_s vsnprintf vsnprintf_s vsprintf vsprintf_s vsscanf "
     "vsscanf_s"},
    {"", "stdlib.h",
     "EXIT_FAILURE EXIT_SUCCESS MB_CUR_MAX RAND_MAX abort_handler_s abs aligned_alloc at_quick_exit "
     "atexit atof atoi atol atoll bsearch bsearch_s calloc constraint_handler_t exit free getenv "
     "getenv_s ignore_handler_s labs llabs malloc mblen mbstowcs mbstowcs_s mbtowc qsort qsort_s "
     "quick_exit rand realloc set_constraint_handler_s srand strtod strtof strtol strtold strtoll "
     "strtoul strtoull system wcstombs wcstombs_s wctomb wctomb_s"},
    {"", "stdnoreturn.h",
     "noreturn"},
    {"", "string.h",
     "memchr memcmp memcpy memcpy_s memmove memmove_s memset memset_s strcat strcat_s strchr strcmp "
     "strcoll strcpy strcpy_s strcspn strerror strerror_s strerrorlen_s strlen strncat strncat_s "
     "strncmp strncpy strncpy_s strnlen_s strpbrk strrchr strspn strstr strtok strtok_s strxfrm"},
    {"", "threads.h",
     "ONCE_FLAG_INIT TSS_DTOR_ITERATIONS call_once cnd_broadcast cnd_destroy cnd_init cnd_signal cnd_t "
     "cnd_timedwait cnd_wait mtx_destroy mtx_init mtx_lock mtx_plain mtx_recursive mtx_t mtx_timed "
     "mtx_timedlock mtx_trylock mtx_unlock once_flag thrd_busy thrd_create thrd_current thrd_detach "
     "thrd_equal thrd_error thrd_join thrd_nomem thrd_sleep thrd_start_t thrd_success thrd_t "
     "thrd_timedout thrd_yield thread_local tss_create tss_delete tss_dtor_t tss_get tss_set tss_t"},
    {"", "time.h",
     "CLOCKS_PER_SEC TIME_UTC asctime asctime_s clock clock_t ctime ctime_s difftime gmtime gmtime_s "
     "localtime localtime_s mktime strftime time time_t timespec timespec_get tm"},
    {"", "uchar.h",
     "c16rtomb c32rtomb char16_t char32_t mbrtoc16 mbrtoc32"},
    {"", "wchar.h",
     "WCHAR_MAX WCHAR_MIN WEOF btowc fgetwc fgetws fputwc fputws fwide fwprintf fwprintf_s fwscanf "
     "fwscanf_s getwc getwchar mbrlen mbrtowc mbsinit mbsrtowcs mbsrtowcs_s putwc putwchar snwprintf_s "
     "swprintf swprintf_s swscanf swscanf_s ungetwc vfwprintf vfwprintf_s vfwscanf vfwscanf_s "
     "vsnwprintf_s vswprintf vswprintf_s vswscanf vswscanf_s vwprintf vwprintf_s vwscanf vwscanf_s "
     "wchar_t wcrtomb wcrtomb_s wcscat wcscat_s wcschr wcscmp wcscoll wcscpy wcscpy_s wcscspn wcsftime "
     "wcslen wcsncat wcsncat_s wcsncmp wcsncpy wcsncpy_s wcsnlen_s wcspbrk wcsrchr wcsrtombs "
     "wcsrtombs_s wcsspn wcsstr wcstod wcstof wcstok wcstok_s wcstol wcstold wcstoll wcstoul wcstoull "
     "wcsxfrm wctob wmemchr wmemcmp wmemcpy wmemcpy_s wmemmove wmemmove_s wmemset wprintf wprintf_s "
     "wscanf wscanf_s"},
    {"", "wctype.h",
     "iswalnum iswalpha iswblank iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct "
     "iswspace iswupper iswxdigit towctrans towlower towupper wctrans wctrans_t wctype wctype_t wint_t"},
};
// clang-format on

using Table = std::unordered_map<std::string, std::string_view>;

Table read(std::span<const StdHeader> headers) {
  Table table;
  for (const StdHeader& each : headers) {
    for (std::string_view rest = each.names; !rest.empty();) {
      const std::string_view name = rest.substr(0, rest.find(' '));
      table.emplace(std::string(each.scope).append(name), each.header);
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    }
  }
  return table;
}

std::string_view find(const Table& table, const std::string& name) {
  const auto found = table.find(name);
  return found == table.end() ? std::string_view() : found->second;
}

}  // namespace

std::string_view std_header(const std::string& qualified_name, bool is_c) {
  static const Table cxx = read(kCxx);
  static const Table c = read(kC);
  return is_c || qualified_name.find("::") == std::string::npos ? find(c, qualified_name) : find(cxx, qualified_name);
}

}  // namespace cairn::query
