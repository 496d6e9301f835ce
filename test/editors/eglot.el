;;; eglot.el --- What a person does in Emacs with eglot -*- lexical-binding: t; -*-
;; One thing after the other; what came of it is written to $HYDRASCOPE_REPORT as JSON. The recipe of docs/editors.md was
;; loaded before, and the current folder is that of the configs.

(require 'eglot)
(require 'flymake)
(require 'json)
(require 'seq)

;; Emacs brings no mode of its own for YAML before version 29.
(unless (fboundp 'yaml-mode)
  (define-derived-mode yaml-mode text-mode "YAML"))
(add-to-list 'auto-mode-alist '("\\.yaml\\'" . yaml-mode))
(setq eglot-sync-connect 15
      eglot-confirm-server-initiated-edits nil
      project-find-functions (list (lambda (_) (cons 'transient (expand-file-name default-directory)))))

;; It asks before it edits a file that is not shown.
(defalias 'y-or-n-p #'always)

(defvar report nil)

(defun tell (name value) (push (cons name value) report))

(defun wait (what until)
  (let ((deadline (+ (float-time) 15)))
    (while (not (funcall until))
      (when (> (float-time) deadline) (error "Never came: %s" what))
      (accept-process-output nil 0.05))))

(defun place (mark &optional shift)
  (goto-char (point-min))
  (search-forward mark)
  (goto-char (+ (match-beginning 0) (or shift 0))))

(defun messages ()
  (flymake-start)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun run ()
  (let ((default-directory (file-name-as-directory default-directory)))
    (find-file "configs/mamba.yaml")
    (setq default-directory (file-name-directory (directory-file-name default-directory)))
    (apply #'eglot--connect (eglot--guess-contact))
    (wait "the server" (lambda () (eglot-current-server)))
    (unless eglot--managed-mode (eglot--maybe-activate-editing-mode))
    (tell 'managed (if eglot--managed-mode t :json-false))
    (goto-char (point-min))
    (insert "# 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 — 日本\n")
    (place "seq_len: 1024" 2)
    (eglot--signal-textDocument/didChange)
    (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
      (tell 'hover (substring-no-properties (eglot--hover-info (plist-get hover :contents)))))
    (place "\"mamba\"" 1)
    (let* ((capf (eglot-completion-at-point))
           (found (all-completions "" (nth 2 capf))))
      (tell 'completion (vconcat (mapcar #'substring-no-properties found))))
    (place "\"mamba\"")
    (delete-char (length "\"mamba\""))
    (insert "\"manba\"  # 日本")
    (eglot--signal-textDocument/didChange)
    (wait "the diagnostics" #'messages)
    (tell 'diagnostics (vconcat (messages)))
    (place "\"manba\"" 1)
    (let* ((actions (jsonrpc-request
                     (eglot-current-server) :textDocument/codeAction
                     (list :textDocument (eglot--TextDocumentIdentifier)
                           :range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position))
                           :context '(:diagnostics []))))
           (first (seq-elt actions 0)))
      (tell 'actions (vconcat (mapcar (lambda (each) (plist-get each :title)) actions)))
      (eglot--apply-workspace-edit (plist-get first :edit)))
    (place "\ntype: " 1)
    (tell 'fixed (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
    (eglot--signal-textDocument/didChange)
    (place "seq_len: 1024")
    (eglot-rename "context")
    (place "\ncontext: 1024" 1)
    (tell 'renamed (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
    (find-file "configs/data.yaml")
    (place "\ncontext: " 1)
    (tell 'base (buffer-substring-no-properties (line-beginning-position) (line-end-position)))))

(condition-case problem
    (run)
  (error (tell 'problem (format "%S" problem))))
(with-current-buffer "*Messages*"
  (tell 'messages (vconcat (split-string (buffer-string) "\n" t))))
(let ((text (json-encode report)))
  (with-temp-file (getenv "HYDRASCOPE_REPORT") (insert text)))
(kill-emacs 0)
