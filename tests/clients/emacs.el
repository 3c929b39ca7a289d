;;; emacs.el --- A user's session in Emacs with eglot, without a display  -*- lexical-binding: t; -*-

;;   CAIRN_SERVER=… CAIRN_ROOT=… emacs --batch -l tests/clients/emacs.el
;;
;; Uses the configuration that editors/emacs gives users, and eglot through the commands that users reach:
;; xref, eldoc, completion-at-point, imenu, flymake, code actions.  Prints one line a step; ends with exit
;; code 0, or 1 at the first step that fails.

;;; Code:

(defconst cairn-test-folder (file-name-directory (or load-file-name buffer-file-name)))
(defconst cairn-test-root (file-name-as-directory (getenv "CAIRN_ROOT")))
(defconst cairn-test-timeout 60)
(defvar cairn-command (list (getenv "CAIRN_SERVER")))

(setq make-backup-files nil
      auto-save-default nil
      enable-local-variables nil
      eglot-sync-connect t
      eglot-autoshutdown nil
      eglot-send-changes-idle-time 0
      flymake-no-changes-timeout nil)
(require 'eglot)
(load (expand-file-name "../../editors/emacs/cairn.el" cairn-test-folder))
(require 'cl-lib)
(require 'flymake)

(defun say (format &rest values) (princ (concat (apply #'format format values) "\n")))
(defun fail (format &rest values)
  (say "FAILED: %s" (apply #'format format values))
  (kill-emacs 1))

(defun wait-for (what condition)
  "Wait until CONDITION holds; its value.  WHAT it is, for people."
  (let ((end (+ (float-time) cairn-test-timeout)) value)
    (while (and (not (setq value (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (or value (fail "no %s within %d s" what cairn-test-timeout))))

(defun expect (what actual expected)
  (if (equal actual expected) (say "%s: %S" what actual) (fail "%s: %S, not %S" what actual expected)))

(defun go-to (line word &optional offset)
  "Put point on WORD in the first line that has LINE, OFFSET characters into it."
  (goto-char (point-min))
  (search-forward line)
  (goto-char (line-beginning-position))
  (search-forward word (line-end-position))
  (goto-char (+ (match-beginning 0) (or offset 0))))

(defun can (capability)
  (apply #'eglot--server-capable (if (listp capability) capability (list capability))))

(defun places (xrefs)
  "XREFS as a sorted list of \"file:line\"."
  (sort (mapcar (lambda (xref)
                  (let ((location (xref-item-location xref)))
                    (format "%s:%d" (file-name-nondirectory (xref-location-group location))
                            (xref-location-line location))))
                xrefs)
        #'string<))

(defun eldoc-text (function)
  "What the eldoc FUNCTION says at point; nil while it says nothing."
  (let (text)
    (funcall function (lambda (said &rest _) (setq text said)))
    (wait-for "eldoc" (lambda () text))
    (substring-no-properties text)))

(defun send-changes ()
  "What eglot does when the user pauses; Emacs without a terminal is never idle."
  (eglot--signal-textDocument/didChange))

(defun diagnostics ()
  "What flymake shows.  It is started by hand, as it is by a newline that somebody types."
  (flymake-start)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

;; The session.

(find-file (expand-file-name "main.cpp" cairn-test-root))
(setq-local project-find-functions nil)
(setq-default project-find-functions (list (lambda (_) (cons 'transient cairn-test-root))))
(apply #'eglot (list '(c++-mode) (cons 'transient cairn-test-root) 'eglot-lsp-server cairn-command "cpp"))
(wait-for "managed buffer" (lambda () (eglot-managed-p)))
(flymake-mode 1)
(say "connected: %s" (plist-get (eglot--server-info (eglot-current-server)) :name))

(go-to "shapes::add(" "add")
(expect "definition" (places (xref-backend-definitions 'eglot "x")) '("shapes.h:17"))
(expect "declaration" (places (eglot--lsp-xrefs-for-method :textDocument/declaration)) '("shapes.h:17"))
(go-to "sum += " "sum")
(expect "references" (places (xref-backend-references 'eglot "x")) '("main.cpp:4" "main.cpp:5" "main.cpp:6"))
(when (can :typeDefinitionProvider)
  (go-to "sum += " "square")
  (expect "type definition" (places (eglot--lsp-xrefs-for-method :textDocument/typeDefinition)) '("shapes.h:11")))
(when (can :implementationProvider)
  (with-current-buffer (find-file-noselect (expand-file-name "shapes.h" cairn-test-root))
    (go-to "sides() const = 0" "sides")
    (wait-for "managed buffer" (lambda () (eglot-managed-p)))
    (expect "implementation" (places (eglot--lsp-xrefs-for-method :textDocument/implementation)) '("shapes.h:12"))))

(switch-to-buffer "main.cpp")
(go-to "shapes::add(" "add")
(let ((hover (eldoc-text #'eglot-hover-eldoc-function)))
  (unless (string-match-p "int add(int left, int right)" hover) (fail "hover: %s" hover))
  (unless (string-match-p "Adds both numbers" hover) (fail "hover without its comment: %s" hover))
  (say "hover: %s" (replace-regexp-in-string "\n" " | " hover)))
(when (can :signatureHelpProvider)
  (go-to "shapes::add(" "2")
  (let ((signature (eldoc-text #'eglot-signature-eldoc-function)))
    (unless (string-match-p "add(int left, int right)" signature) (fail "signature: %s" signature))
    (say "signature: %s" signature)))

(go-to "sum += " "sum")
(eglot-hover-eldoc-function #'ignore)
(wait-for "highlights" (lambda () (= (length eglot--highlights) 3)))
(expect "highlights" (sort (mapcar (lambda (each) (line-number-at-pos (overlay-start each))) eglot--highlights) #'<)
        '(4 5 6))

(go-to "sum += " "sides" 2)
(let* ((found (eglot-completion-at-point))
       (names (mapcar (lambda (each) (substring-no-properties each)) (all-completions "si" (nth 2 found)))))
  (unless (cl-some (lambda (name) (string-prefix-p "sides" name)) names) (fail "completion: %S" names))
  (expect "completion replaces" (buffer-substring-no-properties (nth 0 found) (nth 1 found)) "sides")
  (say "completion: %S" (car names)))

(let ((index (eglot-imenu)))
  (expect "imenu" (mapcar #'car (cdr (assoc "Function" index))) '("total")))

;; A typo, what flymake says of it, and its repair by a code action.
(expect "diagnostics" (diagnostics) nil)
(goto-char (point-max))
(insert "int forgotten = 1\nint last;\n")
(send-changes)
(wait-for "diagnostics after a typo" #'diagnostics)
(expect "typo" (diagnostics) '("clang [Parse Issue]: expected ';' after top level declarator"))
(when (can :codeActionProvider)
  (go-to "forgotten" "1" 1)
  (let ((last-nonmenu-event t))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest rest) (or (nth 4 rest) (caar items)))))
      (call-interactively #'eglot-code-actions)))
  (expect "code action" (progn (go-to "forgotten" "int") (buffer-substring (point) (line-end-position)))
          "int forgotten = 1;")
  (send-changes)
  (wait-for "diagnostics cleared" (lambda () (null (diagnostics))))
  (say "cleared"))

(set-buffer-modified-p nil)
;; The exit code says nothing: jsonrpc.el kills the process as soon as it has sent `exit'.
(let ((process (jsonrpc--process (eglot-current-server))))
  (eglot-shutdown (eglot-current-server) nil 5 t)
  (wait-for "exit of the server" (lambda () (not (process-live-p process))))
  (say "exit"))
(kill-emacs 0)
;;; emacs.el ends here
