//! Where in a file an operator, a guard, an arm or a field stands.

use std::collections::HashMap;
use std::ops::Range;

use proc_macro2::LineColumn;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr};

use crate::Position;

/// All places of a file, by the position that cargo-mutants names.
#[derive(Default)]
pub struct Places {
    pub binaries: HashMap<Position, Binary>,
    pub unaries: HashMap<Position, Unary>,
    /// The end of an arm's pattern.
    pub arms: HashMap<Position, usize>,
    pub guards: HashMap<Position, Range<usize>>,
    pub fields: HashMap<Position, Field>,
    /// Where a function's first statement begins.
    pub bodies: HashMap<Position, usize>,
}

/// An operator between two operands.
pub struct Binary {
    pub whole: Range<usize>,
    pub left: String,
    pub right: String,
    /// `if let A = a && b`: it must stay as it is.
    pub has_let: bool,
}

pub struct Unary {
    pub whole: Range<usize>,
    pub operand: String,
}

/// A field of a struct that has a base.
pub struct Field {
    pub whole: Range<usize>,
    /// The struct without the field.
    pub without: String,
}

impl Places {
    pub fn of(file: &syn::File) -> Self {
        let mut places = Self::default();
        places.visit_file(file);
        places
    }
}

fn position(at: LineColumn) -> Position {
    Position { line: at.line, column: at.column + 1 }
}

/// The text on one line, without comments.
fn text(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string()
}

fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => has_let(&it.left) || has_let(&it.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Places {
    fn visit_expr_binary(&mut self, node: &'ast syn::ExprBinary) {
        let whole = node.span().byte_range();
        let (left, right) = (text(&node.left), text(&node.right));
        let has_let = has_let(&node.left) || has_let(&node.right);
        let at = position(node.op.span().start());
        self.binaries.insert(at, Binary { whole, left, right, has_let });
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        let (whole, operand) = (node.span().byte_range(), text(&node.expr));
        self.unaries.insert(position(node.op.span().start()), Unary { whole, operand });
        visit::visit_expr_unary(self, node);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        self.arms.insert(position(node.span().start()), node.pat.span().byte_range().end);
        if let Some((_, guard)) = &node.guard {
            self.guards.insert(position(guard.span().start()), guard.span().byte_range());
        }
        visit::visit_arm(self, node);
    }

    fn visit_expr_struct(&mut self, node: &'ast syn::ExprStruct) {
        for (index, field) in node.fields.iter().enumerate() {
            let mut without = node.clone();
            without.fields = node
                .fields
                .iter()
                .enumerate()
                .filter_map(|(other, field)| (other != index).then(|| field.clone()))
                .collect();
            let (whole, without) = (node.span().byte_range(), text(&without));
            self.fields.insert(position(field.span().start()), Field { whole, without });
        }
        visit::visit_expr_struct(self, node);
    }

    fn visit_block(&mut self, node: &'ast syn::Block) {
        if let Some(first) = node.stmts.first() {
            self.bodies.insert(position(first.span().start()), first.span().byte_range().start);
        }
        visit::visit_block(self, node);
    }
}
